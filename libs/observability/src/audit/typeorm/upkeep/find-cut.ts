import type { AuditDialectName } from '../audit-dialect.js';
import type { Sql } from '../sql.js';

/** A checkpoint at which a log can be cut. */
export interface Cut {
  readonly size: number;
  readonly root: Uint8Array;
  readonly frontier: Uint8Array;
}

/** Which one. */
export interface CutWish {
  readonly dialect: AuditDialectName;
  /** Largest size. */
  readonly upto?: number;
  /** Sealed before this moment, by the clock of the database. */
  readonly sealedBefore?: Date;
}

/** The newest checkpoint that fits, but never that of the whole log: the sealer needs a leaf to go on from. */
export async function cutAt(sql: Sql, stream: string, wish: CutWish): Promise<Cut | undefined> {
  const { upto, sealedBefore, dialect } = wish;
  const conditions = [
    'c.stream = ?',
    'c.size < (SELECT MAX(newest.size) FROM audit_checkpoint newest WHERE newest.stream = c.stream)',
    ...(upto === undefined ? [] : ['c.size <= ?']),
    ...(sealedBefore === undefined ? [] : ['c.sealed_at < ?']),
  ];
  const values = [
    stream,
    ...(upto === undefined ? [] : [upto]),
    ...(sealedBefore === undefined ? [] : [moment(sealedBefore, dialect)]),
  ];
  const [row] = await sql.rows<{ size: string | number; root: Uint8Array; frontier: Uint8Array }>(
    `SELECT c.size, c.root, c.frontier FROM audit_checkpoint c WHERE ${conditions.join(' AND ')}
ORDER BY c.size DESC LIMIT 1`,
    values,
  );
  return row && { ...row, size: Number(row.size) };
}

/** As the columns are written: MySQL has no time zone in them. */
function moment(date: Date, dialect: AuditDialectName): string {
  const text = date.toISOString();
  return dialect === 'mysql' ? text.replace('T', ' ').replace('Z', '') : text;
}
