import { setImmediate as turn } from 'node:timers/promises';
import type { Sql } from '../typeorm/sql.js';
import type { EventRow } from './event-row.js';
import type { ProjectedColumns } from './projected-columns.js';

/** A leaf with its event, if that is there. */
export interface LeafRow extends EventRow {
  readonly pos: string | number;
  readonly event_id: string;
  readonly leaf_hash: Uint8Array;
}

/**
 * Leaves of one page: few enough that PostgreSQL looks their events up instead of reading the table for each page, and that
 * two pages of the largest bodies stay below 300 MB.
 */
const pageSize = 500;

/** All leaves from a position up to another, in order. The next page is read while one is worked on. */
export async function* logLeaves(
  sql: Sql,
  columns: ProjectedColumns,
  { stream, from, to }: { readonly stream: string; readonly from: number; readonly to: number },
): AsyncGenerator<readonly LeafRow[]> {
  const statement = `SELECT l.pos, l.event_id, l.leaf_hash, ${columns.selection}
FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
WHERE l.stream = ? AND l.pos >= ? AND l.pos < ? ORDER BY l.pos LIMIT ${pageSize}`;
  const page = (position: number): Promise<readonly LeafRow[]> => {
    const rows = sql.rows<LeafRow>(statement, [stream, position, to]);
    // Awaited in the next round; until then nobody listens.
    rows.catch(() => undefined);
    return rows;
  };
  let next: Promise<readonly LeafRow[]> | undefined = page(from);
  while (next) {
    const rows: readonly LeafRow[] = await next;
    const last = rows.at(-1);
    next = last && rows.length === pageSize ? page(Number(last.pos) + 1) : undefined;
    // The pool lends its connection in a later turn: else the next page would be asked for after the work on this one.
    if (next) await turn();
    if (rows.length > 0) yield rows;
  }
}
