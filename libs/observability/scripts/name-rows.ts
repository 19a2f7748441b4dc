import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A telemetry name as its TSDoc describes it. */
export interface NameRow {
  readonly name: string;
  /** Empty when nothing describes it. */
  readonly meaning: string;
}

/** Reads the names of one `export const group = { key: 'name' }` with the comments above them. */
export function nameRows(namesFile: string, group: string): NameRow[] {
  const text = readFileSync(namesFile, 'utf8');
  const source = ts.createSourceFile(namesFile, text, ts.ScriptTarget.Latest, true);
  const declaration = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText() === group);
  const initializer = declaration?.initializer;
  const literal = initializer && ts.isAsExpression(initializer) ? initializer.expression : initializer;
  if (!literal || !ts.isObjectLiteralExpression(literal))
    throw new Error(`${namesFile} has no object ${group}.`);
  return literal.properties.filter(ts.isPropertyAssignment).map(property => ({
    name: (property.initializer as ts.StringLiteral).text,
    meaning: ts
      .getJSDocCommentsAndTags(property)
      .filter(ts.isJSDoc)
      .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
      .join(' ')
      .replace(/\s+/g, ' '),
  }));
}
