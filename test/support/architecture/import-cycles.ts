import { importedPath, type SourceFile } from './source-file.js';

/** Rings of files that load one another, each as `a.ts > b.ts > a.ts`. Type imports and `import()` do not count. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map(file => [file.path, loadedBy(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];

  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' > '));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return [...new Set(cycles)];
}

function loadedBy(file: SourceFile): string[] {
  const loaded = file.imports.filter(each => !each.typeOnly && !each.lazy);
  return loaded.map(each => importedPath(file, each)).filter(path => path !== undefined);
}
