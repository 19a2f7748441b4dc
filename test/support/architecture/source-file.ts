import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** An import or re-export, as it is written. */
export interface SourceImport {
  readonly specifier: string;
  /** Erased by the compiler: `import type`, or only `type` names in the braces. */
  readonly typeOnly: boolean;
  /** `import()`, which runs only when the code around it does. */
  readonly lazy: boolean;
}

/** A TypeScript file with what an architecture rule asks about it. */
export interface SourceFile {
  /** Relative to the folder that was read, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly tree: ts.SourceFile;
  readonly imports: readonly SourceImport[];
}

/** Parses every TypeScript file below a folder, built output and packages left out. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !/[\\/](dist|node_modules)[\\/]/.test(file))
    .map(file => readSource(root, file));
}

/** The path inside the root that a relative import leads to, or `undefined` for a package. */
export function importedPath(from: SourceFile, { specifier }: SourceImport): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from.path), specifier).replace(/\.js$/, '.ts');
}

function readSource(root: string, file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const path = relative(root, file).split(sep).join('/');
  return { path, lines: text.trimEnd().split('\n').length, tree, imports: importsIn(tree) };
}

function importsIn(tree: ts.SourceFile): SourceImport[] {
  const found: SourceImport[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ specifier: textOf(node.moduleSpecifier), typeOnly: isTypeOnly(node), lazy: false });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push({ specifier: textOf(node.arguments[0]), typeOnly: false, lazy: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every(element => element.isTypeOnly);
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '';
}
