import { ALLOWED_PACKAGES, folderOf, LEVELS, levelOf, OPTIONS_FILE } from './levels.js';
import { importedPath, type SourceFile, type SourceImport } from './source-file.js';

/** Imports that the dependency table forbids, each with the rule it breaks. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file =>
    file.imports.flatMap(each => {
      const reason = forbiddenPath(file, each) ?? forbiddenPackage(file, each);
      return reason === undefined ? [] : [`${file.path} imports ${each.specifier}: ${reason}`];
    }),
  );
}

/** Files in a folder that has no level yet. */
export function unplacedFiles(files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) => levelOf(path) === undefined).map(({ path }) => path);
}

function forbiddenPath(file: SourceFile, each: SourceImport): string | undefined {
  const target = importedPath(file, each);
  if (target === undefined) return undefined;
  if (target.startsWith('../')) return 'the library ends at src/';
  if (target === OPTIONS_FILE)
    return each.typeOnly ? undefined : 'only import type is allowed from the options';
  if (file.path === OPTIONS_FILE) return each.typeOnly ? undefined : 'the options hold types only';
  const [own, other] = [folderOf(file.path), folderOf(target)];
  const [level, targetLevel] = [levelOf(file.path) ?? 0, levelOf(target) ?? Infinity];
  if (own === other || targetLevel < level) return undefined;
  const name = other === '' ? target : `${other}/`;
  return `${own === '' ? file.path : `${own}/`} is level ${level} and may import only lower levels; ${name} is level ${targetLevel}`;
}

function forbiddenPackage(file: SourceFile, { specifier, typeOnly }: SourceImport): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  if (/\/(dist|internal)(\/|$)/.test(specifier)) return 'only public entries of a package are stable';
  if (specifier.startsWith('nestjs-observability')) return 'inside the library, import the file itself';
  const allowed = typeOnly ? undefined : ALLOWED_PACKAGES.get(folderOf(file.path));
  if (allowed === undefined || allowed.some(name => isPackage(specifier, name))) return undefined;
  return `${folderOf(file.path)}/ may load only ${allowed.join(', ')}`;
}

function isPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`);
}

/** Folders that `folder` must not import, for the linter's copy of the table. */
export function forbiddenFolders(folder: string): string[] {
  const level = LEVELS.get(folder) ?? 0;
  return [...LEVELS].filter(([other, at]) => other !== folder && at >= level).map(([other]) => other);
}
