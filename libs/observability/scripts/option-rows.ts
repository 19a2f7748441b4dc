import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** One option as its TSDoc describes it. */
export interface OptionRow {
  /** Full path, `tracing.ratio`. */
  readonly path: string;
  /** The type as written. */
  readonly type: string;
  readonly default: string;
  readonly meaning: string;
}

/** Reads every option from the declarations in `observability.options.ts` and the files of options that it names; the groups become the paths. */
export function optionRows(optionsFile: string): OptionRow[] {
  const interfaces = new Map(
    statementsOf(optionsFile)
      .filter(ts.isInterfaceDeclaration)
      .map(each => [each.name.text, each]),
  );
  const rowsOf = (name: string, prefix: string): OptionRow[] =>
    (interfaces.get(name)?.members ?? []).flatMap(member => {
      if (!ts.isPropertySignature(member) || !member.type) return [];
      const path = `${prefix}${member.name.getText()}`;
      const type = oneLine(member.type.getText());
      const group = type.match(/\b[A-Z]\w+\b/g)?.find(word => interfaces.has(word));
      const own = describe(member);
      if (group === undefined) return [{ path, type, ...own }];
      const groupRow = {
        path,
        type,
        default: own.default,
        meaning: own.meaning || describe(interfaces.get(group)).meaning,
      };
      return [groupRow, ...rowsOf(group, `${path}.`)];
    });
  return rowsOf('ObservabilityOptions', '');
}

function statementsOf(file: string): ts.Statement[] {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const named = [...text.matchAll(/^import type .* from '(.*\.options)\.js';$/gm)].map(([, name]) => name);
  return [...source.statements, ...named.flatMap(name => statementsOf(join(dirname(file), `${name}.ts`)))];
}

function describe(node: ts.Node | undefined): { default: string; meaning: string } {
  const [comment] = node ? ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc) : [];
  const preset = comment?.tags?.find(tag => tag.tagName.text === 'defaultValue');
  return {
    default: oneLine(ts.getTextOfJSDocComment(preset?.comment) ?? '') || '–',
    meaning: oneLine(ts.getTextOfJSDocComment(comment?.comment) ?? ''),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
