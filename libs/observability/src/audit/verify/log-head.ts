import type { Sql } from '../typeorm/sql.js';

/** How far a log goes, seen at one moment. */
export interface LogHead {
  /** Size of the newest checkpoint; 0 without one. */
  readonly size: number;
  /** Position behind the last leaf. */
  readonly leaves: number;
}

/** Reads how far a log goes. */
export async function readLogHead(sql: Sql, stream: string): Promise<LogHead> {
  const [row] = await sql.rows<{ size: string | number | null; last: string | number | null }>(
    `SELECT (SELECT MAX(size) FROM audit_checkpoint WHERE stream = ?) AS size,
(SELECT MAX(pos) FROM audit_leaf WHERE stream = ?) AS last`,
    [stream, stream],
  );
  const size = Number(row?.size ?? 0);
  return { size, leaves: row?.last === null || row === undefined ? 0 : Number(row.last) + 1 };
}
