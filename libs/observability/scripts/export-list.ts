import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What one subpath of the package exports. */
export interface ExportList {
  /** `index` for `.`, otherwise the subpath with `-` for `/`. */
  readonly name: string;
  /** One exported name a line with its kind, sorted. */
  readonly text: string;
}

interface PackageManifest {
  readonly exports: Record<string, string | { readonly types: string }>;
}

/**
 * Lists the exported names of each subpath from the built declarations, so that a change of the public interface is
 * seen as a difference in review.
 *
 * @throws when the library has not been built
 */
export function exportLists(packageRoot: string): ExportList[] {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as PackageManifest;
  const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ subpath, file: join(packageRoot, target.types) }],
  );
  const missing = entries.find(({ file }) => !existsSync(file));
  if (missing) throw new Error(`${missing.file} is missing: run npm run build:lib first.`);

  const program = ts.createProgram(
    entries.map(({ file }) => file),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
      noLib: true,
    },
  );
  return entries.map(({ subpath, file }) => ({
    name: nameOf(subpath),
    text: namesIn(file, program).join('\n') + '\n',
  }));
}

function nameOf(subpath: string): string {
  return subpath === '.' ? 'index' : subpath.slice('./'.length).replaceAll('/', '-');
}

function namesIn(file: string, program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) return [];
  const exported = checker.getExportsOfModule(symbol);
  return exported.map(each => `${kindOf(resolve(each, checker))} ${each.name}`).sort();
}

function resolve(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function kindOf({ flags }: ts.Symbol): string {
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Variable) return 'const';
  return flags & ts.SymbolFlags.Interface ? 'interface' : 'type';
}
