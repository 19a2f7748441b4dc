import { array, assert, constantFrom, dictionary, integer, letrec, oneof, property } from 'fast-check';
import type { AuditChange, AuditValue } from '../audit-entry.js';
import { jsonPatch, type JsonPatchOperation } from './json-patch.js';

describe('A JSON Patch', () => {
  it('adds, replaces and removes what changed', () => {
    const changes: AuditChange[] = [
      { path: '/status', before: 'placed', after: 'cancelled' },
      { path: '/cancelledAt', after: 'now' },
      { path: '/slot', before: 3 },
      { path: '/note', before: null, after: null },
      { path: '/unknown' },
    ];

    expect(jsonPatch(changes)).toEqual([
      { op: 'replace', path: '/status', value: 'cancelled' },
      { op: 'replace', path: '/note', value: null },
      { op: 'remove', path: '/slot' },
      { op: 'add', path: '/cancelledAt', value: 'now' },
    ]);
  });

  it('can test the state before first', () => {
    expect(
      jsonPatch(
        [
          { path: '/a', before: 1, after: 2 },
          { path: '/b', before: [3] },
        ],
        { test: true },
      ),
    ).toEqual([
      { op: 'test', path: '/a', value: 1 },
      { op: 'test', path: '/b', value: [3] },
      { op: 'replace', path: '/a', value: 2 },
      { op: 'remove', path: '/b' },
    ]);
  });

  it('removes items of a list from its end and adds them from its beginning', () => {
    const items = (side: 'before' | 'after'): AuditChange[] =>
      [2, 10, 9].map(index => ({ path: `/items/${index}`, [side]: index }));

    expect(jsonPatch(items('before')).map(({ path }) => path)).toEqual(['/items/10', '/items/9', '/items/2']);
    expect(jsonPatch(items('after')).map(({ path }) => path)).toEqual(['/items/2', '/items/9', '/items/10']);
  });

  it('makes the state after from the state before', () => {
    const { value } = letrec<{ value: AuditValue }>(tie => ({
      value: oneof(
        { depthSize: 'small' },
        integer({ min: 0, max: 3 }),
        array(tie('value'), { maxLength: 12 }),
        dictionary(constantFrom('a', 'b', 'c/d', '~', '0', '10'), tie('value')),
      ),
    }));
    assert(
      property(value, value, (before, after) => {
        expect(patched(before, jsonPatch(changesOf('', before, after)))).toEqual(after);
        expect(patched(before, jsonPatch(changesOf('', before, after), { test: true }))).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });
});

type Container = Record<string, AuditValue>;

/** Field by field, lists by index: how changes are captured. */
function changesOf(
  path: string,
  before: AuditValue | undefined,
  after: AuditValue | undefined,
): AuditChange[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key =>
      changesOf(`${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, before[key], after[key]),
    );
  }
  if (before === after) return [];
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** RFC 6902, for these operations. */
function patched(document: AuditValue, operations: readonly JsonPatchOperation[]): AuditValue {
  const root: Container = { root: structuredClone(document) };
  for (const operation of operations) {
    const keys = `/root${operation.path}`.split('/').slice(1).map(unescaped);
    const key = keys.pop()!;
    const parent = keys.reduce<Container>((at, name) => at[name] as Container, root);
    if (operation.op === 'test') expect(parent[key]).toEqual(operation.value);
    else if (!Array.isArray(parent)) {
      if (operation.op === 'remove') delete parent[key];
      else parent[key] = structuredClone(operation.value);
    } else if (operation.op === 'replace') parent[Number(key)] = structuredClone(operation.value);
    else if (operation.op === 'remove') {
      expect(Number(key)).toBeLessThan(parent.length);
      parent.splice(Number(key), 1);
    } else {
      expect(Number(key)).toBeLessThanOrEqual(parent.length);
      parent.splice(Number(key), 0, structuredClone(operation.value) as never);
    }
  }
  return root['root']!;
}

function isContainer(value: AuditValue | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
