import type { AuditChange, AuditValue } from '../audit-entry.js';

/** One operation of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: AuditValue }
  | { readonly op: 'remove'; readonly path: string };

/** How a patch is made. */
export interface JsonPatchOptions {
  /**
   * Whether each changed value is tested first, so that the patch applies to the state before only.
   *
   * @defaultValue false
   */
  readonly test?: boolean;
}

/**
 * Changes as JSON Patch (RFC 6902): applied to the state before, it gives the state after. Items of lists are removed from
 * the end and added from the front, because each operation shifts the ones behind it.
 */
export function jsonPatch(
  changes: readonly AuditChange[],
  { test = false }: JsonPatchOptions = {},
): JsonPatchOperation[] {
  const replaced = changes.filter(({ before, after }) => before !== undefined && after !== undefined);
  const removed = changes.filter(({ before, after }) => before !== undefined && after === undefined);
  const added = changes.filter(({ before, after }) => before === undefined && after !== undefined);
  const tests = test ? [...replaced, ...removed] : [];
  return [
    ...tests.map(({ path, before }) => ({ op: 'test', path, value: before! }) as const),
    ...replaced.map(({ path, after }) => ({ op: 'replace', path, value: after! }) as const),
    ...removed
      .sort(byPath)
      .reverse()
      .map(({ path }) => ({ op: 'remove', path }) as const),
    ...added.sort(byPath).map(({ path, after }) => ({ op: 'add', path, value: after! }) as const),
  ];
}

/** Parents before children, indices by number. */
function byPath(left: AuditChange, right: AuditChange): number {
  const [leftKeys, rightKeys] = [left.path.split('/'), right.path.split('/')];
  for (const [at, key] of leftKeys.entries()) {
    const other = rightKeys[at];
    if (other === undefined) return 1;
    if (key === other) continue;
    return isIndex(key) && isIndex(other) ? Number(key) - Number(other) : key < other ? -1 : 1;
  }
  return leftKeys.length - rightKeys.length;
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}
