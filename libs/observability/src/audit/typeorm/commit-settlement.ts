import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { silently } from '../audit-context.js';
import type { AuditReceipt } from '../audit-event.js';
import type { AuditRuntime } from '../audit-runtime.js';
import type { BuiltEntry } from '../built-entry.js';
import { ownStatement } from './own-statements.js';
import type { TransactionalAuditSink } from './transactional-audit-sink.js';
import { undone } from './undone.js';

/** A commit of which nobody knows whether it took place. */
export interface DoubtfulCommit {
  readonly audit: AuditRuntime;
  readonly sink: TransactionalAuditSink;
  readonly dataSource: DataSource;
  /** The entries that it carried. */
  readonly built: readonly BuiltEntry[];
  readonly receipts: readonly AuditReceipt[];
}

type Verdict = 'committed' | 'rolled_back' | 'unknown';

/** Milliseconds in which the database has to answer again. */
const patience = 5_000;
const pause = 200;
/** Seconds to wait for a transaction that still runs on the server; its client is gone, but the server may not know yet. */
const lockWait = 2;

/**
 * Finds out what became of a commit. The entries have the ids that they had inside it, and the database has each id once: when
 * they cannot be written again because they are there, it was committed; when they can, as `rolled_back`, it was not; and
 * while the lost transaction is still open they can neither. Then they are written as `unknown`. Never rejects.
 *
 * @returns whether the entries tell how it ended
 */
export async function settleCommit(doubtful: DoubtfulCommit): Promise<boolean> {
  const { audit, built, receipts } = doubtful;
  try {
    const verdict = await silently(() => findOut(doubtful));
    if (verdict === 'committed') audit.stored(built, receipts);
    if (verdict === 'unknown') await audit.write(built.map(entry => unknown(audit, entry)));
    return true;
  } catch (thrown) {
    audit.faults.report('audit of a lost commit', thrown);
    return false;
  }
}

async function findOut(doubtful: DoubtfulCommit): Promise<Verdict> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    try {
      return await tryAgain(doubtful);
    } catch (thrown) {
      if (isDuplicate(thrown)) return 'committed';
      if (isLockTimeout(thrown)) return 'unknown';
      await sleep(pause, undefined, { ref: false });
    }
  }
  return 'unknown';
}

async function tryAgain({ dataSource, sink, audit, built }: DoubtfulCommit): Promise<Verdict> {
  const again = built.map(entry => undone(entry, 'after_rollback'));
  const runner = dataSource.createQueryRunner();
  let receipts: readonly AuditReceipt[] = [];
  try {
    await waitShortly(runner);
    await runner.startTransaction();
    receipts = await sink.writeWithin(
      runner,
      again.map(({ entry }) => entry),
    );
    await runner.commitTransaction();
    sink.ended?.(runner, 'committed');
    audit.stored(again, receipts);
    return 'rolled_back';
  } catch (thrown) {
    if (receipts.length > 0) sink.ended?.(runner, 'rolled_back');
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw thrown;
  } finally {
    await waitAsUsual(runner).catch(() => undefined);
    await runner.release();
  }
}

/** For the session: the connection is given back with what it had. */
async function waitShortly(runner: QueryRunner): Promise<void> {
  const statement = isPostgres(runner)
    ? `SET lock_timeout = '${lockWait}s'`
    : `SET SESSION innodb_lock_wait_timeout = ${lockWait}`;
  await runner.query(ownStatement(statement));
}

async function waitAsUsual(runner: QueryRunner): Promise<void> {
  const statement = isPostgres(runner)
    ? 'RESET lock_timeout'
    : 'SET SESSION innodb_lock_wait_timeout = @@GLOBAL.innodb_lock_wait_timeout';
  await runner.query(ownStatement(statement));
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}

function unknown(audit: AuditRuntime, built: BuiltEntry): BuiltEntry {
  const { outcome } = built.entry;
  return {
    ...built,
    entry: {
      ...built.entry,
      // The old id may still appear, when the lost transaction ends.
      id: audit.ids.next(),
      outcome: outcome === 'success' ? 'unknown' : outcome,
      atomicity: 'independent',
    },
  };
}

const duplicates: ReadonlySet<unknown> = new Set(['23505', 'ER_DUP_ENTRY']);
const lockTimeouts: ReadonlySet<unknown> = new Set(['55P03', 'ER_LOCK_WAIT_TIMEOUT']);

function isDuplicate(thrown: unknown): boolean {
  return codesOf(thrown).some(code => duplicates.has(code));
}

function isLockTimeout(thrown: unknown): boolean {
  return codesOf(thrown).some(code => lockTimeouts.has(code));
}

/** The codes of an error and of those that caused it. */
function codesOf(thrown: unknown, depth = 0): unknown[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return [];
  const { code, cause, driverError } = thrown as Record<'code' | 'cause' | 'driverError', unknown>;
  return [code, ...codesOf(cause, depth + 1), ...codesOf(driverError, depth + 1)];
}
