/**
 * The dependency table: a folder of the library imports only from folders of a lower level and from itself. What
 * stands beside the folders (module, index) is level 5, and no folder but `testing` and `cli` may import it. `.oxlintrc.json`
 * holds the same table for the editor; the architecture spec keeps the two equal.
 */
export const LEVELS: ReadonlyMap<string, number> = new Map([
  ['core', 0],
  ['config', 1],
  ['context', 1],
  ['redaction', 1],
  ['sampling', 1],
  ['presets', 1],
  ['tracing', 2],
  ['metrics', 2],
  ['logging', 2],
  ['audit', 2],
  ['errors', 2],
  ['transports', 3],
  ['database', 3],
  ['operations', 3],
  ['sdk', 4],
  ['health', 4],
  ['management', 4],
  ['sentry', 4],
  ['testing', 6],
  ['cli', 6],
]);

/** The module, its definition and the index. */
export const ROOT_LEVEL = 5;

/** Only types come from here, so every level may import it with `import type`. */
export const OPTIONS_FILE = 'observability.options.ts';

/** Packages of the innermost levels; a pattern that ends in `:` or `/` stands for everything below it. */
export const ALLOWED_PACKAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ['core', ['@opentelemetry/api', 'rxjs', 'node:']],
  ['config', ['@opentelemetry/api', 'zod', 'node:']],
  ['redaction', ['@opentelemetry/api', 'node:']],
]);

/** Level of a file, given by its path inside `src`. */
export function levelOf(path: string): number | undefined {
  const folder = folderOf(path);
  return folder === '' ? ROOT_LEVEL : LEVELS.get(folder);
}

/** First folder of a path inside `src`; empty for files beside the folders. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}
