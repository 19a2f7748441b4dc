import type { QueryRunner } from 'typeorm';
import type { AuditEvent } from '../audit-event.js';
import { DriverSql, type PostgresClient } from './driver-sql.js';
import type { AfterCommit, EventInsertion } from './event-insertion.js';
import { canPipeline, inOnePacket, lendPipeline } from './lend-pipeline.js';
import type { PreparedStatements } from './prepared-statements.js';
import { runSteps } from './sql-steps.js';

/**
 * Whether the insert of an event may leave together with the COMMIT behind it: where the application lets its driver do so, with
 * `extra: { pipeline: true }`, and wherever no pooler stands before the server that might not expect it.
 */
export async function isPipelined(runner: QueryRunner, prepared: PreparedStatements): Promise<boolean> {
  if (runner.dataSource.options.type !== 'postgres' || runner.isReleased) return false;
  const client = (await runner.connect()) as PostgresClient;
  return client.pipeline === true || (prepared.inUse && canPipeline(client));
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
  const isOne = insertion.isOneStatement(events);
  if (isOne && lendPipeline(client)) inOnePacket(client);
  const stored = runSteps(new DriverSql(runner, client, prepared), insertion.steps(events));
  // COMMIT must not overtake the second statement.
  if (!isOne) await stored;
  return { stored };
}
