import type { BenchDatabase } from './bench-database.js';

/** How long events of a window were not sealed, in milliseconds by the clock of the database. */
export interface SealLag {
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly highest: number;
}

const patienceMs = 30_000;

/** Resolves when nothing waits to be sealed. @throws when that takes too long */
export async function allSealed(database: BenchDatabase): Promise<void> {
  for (const end = performance.now() + patienceMs; performance.now() < end;) {
    const [pending] = await database.query('SELECT 1 FROM audit_pending LIMIT 1');
    if (!pending) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`Events were still not sealed after ${patienceMs} ms`);
}

/** The clock of the database. */
export async function databaseTime(database: BenchDatabase): Promise<string> {
  const [row] = await database.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  return row!.at;
}

/** The lag of the events that were recorded between two times: from their insert to the insert of the checkpoint over them. */
export async function sealLag(database: BenchDatabase, from: string, to: string): Promise<SealLag> {
  const [lag] = await database.query<SealLag>(
    `SELECT count(*)::int AS events,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::float8 AS p50,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY ms)::float8 AS p99,
  max(ms)::float8 AS highest
FROM (
  SELECT extract(epoch FROM c.sealed_at - e.recorded_at) * 1000 AS ms
  FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id
  CROSS JOIN LATERAL (SELECT sealed_at FROM audit_checkpoint
    WHERE stream = l.stream AND size > l.pos ORDER BY size LIMIT 1) c
  WHERE e.recorded_at BETWEEN $1 AND $2) lags`,
    [from, to],
  );
  return lag!;
}
