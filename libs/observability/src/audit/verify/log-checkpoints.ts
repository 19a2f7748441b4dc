import type { Sql } from '../typeorm/sql.js';

/** A stored checkpoint. */
export interface CheckpointRow {
  readonly size: number;
  readonly root: Uint8Array;
  readonly frontier: Uint8Array;
  readonly note: string;
}

const pageSize = 500;

/** All checkpoints above a size up to another, in order. */
export async function* logCheckpoints(
  sql: Sql,
  { stream, above, to }: { readonly stream: string; readonly above: number; readonly to: number },
): AsyncGenerator<CheckpointRow, undefined> {
  let last = above;
  for (;;) {
    const rows = await sql.rows<CheckpointRow>(
      `SELECT size, root, frontier, note FROM audit_checkpoint
WHERE stream = ? AND size > ? AND size <= ? ORDER BY size LIMIT ${pageSize}`,
      [stream, last, to],
    );
    for (const row of rows) {
      last = Number(row.size);
      yield { ...row, size: last };
    }
    if (rows.length < pageSize) return undefined;
  }
}
