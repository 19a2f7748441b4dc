import type { QueryRunner } from 'typeorm';
import type { AuditEvent } from '../audit-event.js';
import { DriverSql, type PostgresClient } from './driver-sql.js';
import type { AfterCommit, EventInsertion } from './event-insertion.js';
import type { PreparedStatements } from './prepared-statements.js';
import { runSteps } from './sql-steps.js';

/**
 * Whether the application lets its driver send a statement before the answer to the one before: `extra: { pipeline: true }`
 * of a data source on PostgreSQL.
 */
export async function isPipelined(runner: QueryRunner): Promise<boolean> {
  if (runner.dataSource.options.type !== 'postgres' || runner.isReleased) return false;
  return ((await runner.connect()) as PostgresClient).pipeline === true;
}

/**
 * Hands the insert of some events to the driver, so that a COMMIT which follows at once travels with it and both are answered in
 * one turn. Resolves when it is handed over; `stored` of what it gives settles with the answer.
 */
export async function sendInsertion(
  runner: QueryRunner,
  prepared: PreparedStatements,
  { insertion, events }: { readonly insertion: EventInsertion; readonly events: readonly AuditEvent[] },
): Promise<{ readonly stored: Promise<AfterCommit> }> {
  const client = (await runner.connect()) as PostgresClient;
  const stream = client.connection?.stream;
  const isOne = insertion.isOneStatement(events);
  // One packet and one wake-up of the server instead of two: measured at a tenth of the CPU time of a small transaction.
  if (isOne && stream?.cork && stream.uncork) {
    stream.cork();
    setImmediate(() => stream.uncork?.());
  }
  const stored = runSteps(new DriverSql(runner, client, prepared), insertion.steps(events));
  // COMMIT must not overtake the second statement.
  if (!isOne) await stored;
  return { stored };
}
