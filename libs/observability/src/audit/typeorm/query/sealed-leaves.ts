import type { CheckedFilter } from './checked-filter.js';
import { allOf } from './conditions.js';
import { AuditGapError } from './audit-gap.error.js';
import type { AuditStore, StoredEvent } from './audit-store.js';
import type { EventRow } from './event-rows.js';
import { filterConditions } from './filter-conditions.js';
import { matchesFilter } from './matches-filter.js';

/** One leaf: its event, unless the filter leaves it out. */
export interface SealedLeaf {
  readonly position: number;
  readonly hash: Uint8Array;
  readonly stored: StoredEvent | undefined;
}

/** Which leaves. */
export interface SealedRange {
  readonly stream: string;
  readonly filter: CheckedFilter;
  /** Position of the last leaf that is known already. */
  readonly after: number;
  /** Leaves in one statement: what bounds the memory. */
  readonly chunk: number;
  /** For messages. */
  readonly call: string;
}

interface LeafRow extends EventRow {
  readonly event_id: string;
  readonly leaf_hash: Uint8Array;
  readonly present: string | null;
}

/**
 * Every sealed leaf behind a position, in order, up to what is sealed now. Positions are given to committed rows only, so
 * that no transaction, however late it commits, can fall behind one that was passed.
 *
 * @throws AuditGapError when a leaf or its event is missing, or is not what the application wrote
 */
export async function* sealedLeaves(store: AuditStore, range: SealedRange): AsyncGenerator<SealedLeaf> {
  const { stream, filter, call } = range;
  let expected = Math.max(range.after + 1, await prunedUpTo(store, stream));
  for (;;) {
    // Asked first: whatever a checkpoint covers must be there when the leaves are read.
    const size = await sealedSize(store, stream);
    const rows = await leafRows(store, range, expected);
    for (const row of rows) {
      const position = Number(row.pos);
      if (position !== expected) throw new AuditGapError(call, stream, expected, 'is missing');
      if (row.present === null) throw new AuditGapError(call, stream, position, 'has no event');
      expected += 1;
      const stored = row.body === null ? undefined : store.stored(row);
      if (row.body !== null && stored === undefined) {
        throw new AuditGapError(call, stream, position, `holds a changed event (${row.event_id})`);
      }
      const wanted = stored !== undefined && matchesFilter(stored.record, filter);
      yield { position, hash: row.leaf_hash, stored: wanted ? stored : undefined };
    }
    if (rows.length < range.chunk) {
      if (expected < size) throw new AuditGapError(call, stream, expected, 'is missing');
      return;
    }
  }
}

/** Positions below this were pruned. */
export async function prunedUpTo({ committed }: AuditStore, stream: string): Promise<number> {
  const [row] = await committed.rows<{ upto: number | string | null }>(
    'SELECT MAX(upto) AS upto FROM audit_prune WHERE stream = ?',
    [stream],
  );
  return Number(row?.upto ?? 0);
}

/** How many leaves the last checkpoint covers. */
async function sealedSize({ committed }: AuditStore, stream: string): Promise<number> {
  const [row] = await committed.rows<{ size: number | string | null }>(
    'SELECT MAX(size) AS size FROM audit_checkpoint WHERE stream = ?',
    [stream],
  );
  return Number(row?.size ?? 0);
}

/** The event is joined twice: once to see that it is there, once to carry it when the filter wants it. */
async function leafRows(store: AuditStore, range: SealedRange, from: number): Promise<LeafRow[]> {
  const wanted = allOf(filterConditions('e', range.filter));
  return store.committed.rows<LeafRow>(
    `SELECT l.event_id AS event_id, l.leaf_hash AS leaf_hash, present.id AS present, ${store.columns} ` +
      'FROM audit_leaf l LEFT JOIN audit_event present ON present.id = l.event_id ' +
      `LEFT JOIN audit_event e ON e.id = l.event_id AND ${wanted.text} ` +
      'WHERE l.stream = ? AND l.pos >= ? ORDER BY l.pos LIMIT ?',
    [...wanted.values, range.stream, from, range.chunk],
  );
}
