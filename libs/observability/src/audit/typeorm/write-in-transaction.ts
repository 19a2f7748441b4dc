import type { QueryRunner } from 'typeorm';
import { silently } from '../audit-context.js';
import type { AuditReceipt } from '../audit-event.js';
import type { BuiltEntry } from '../built-entry.js';
import { ownStatement } from './own-statements.js';
import type { SentEntries, TransactionalAuditSink } from './transactional-audit-sink.js';

const savepoint = 'nestjs_observability_audit';

/**
 * Writes entries into an open transaction. Where none of them may make it fail, a savepoint keeps PostgreSQL from refusing
 * everything after a statement that failed; the other databases go on by themselves.
 */
export function writeInTransaction(
  sink: TransactionalAuditSink,
  runner: QueryRunner,
  built: readonly BuiltEntry[],
): Promise<readonly AuditReceipt[]> {
  const entries = built.map(({ entry }) => entry);
  const mayFail = built.some(({ onWriteError }) => onWriteError === 'fail');
  return silently(async () => {
    if (mayFail || runner.dataSource.options.type !== 'postgres')
      return sink.writeWithin(runner, entries, true);
    await runner.query(ownStatement(`SAVEPOINT ${savepoint}`));
    try {
      const receipts = await sink.writeWithin(runner, entries, true);
      await runner.query(ownStatement(`RELEASE SAVEPOINT ${savepoint}`));
      return receipts;
    } catch (thrown) {
      await runner.query(ownStatement(`ROLLBACK TO SAVEPOINT ${savepoint}`));
      throw thrown;
    }
  });
}

/**
 * Hands entries over that COMMIT follows at once; resolves with `undefined` where the transaction has to wait for them. One of them
 * must be able to make it fail: PostgreSQL then refuses COMMIT after a failed insert, and nothing is lost in between.
 */
export async function sendInTransaction(
  sink: TransactionalAuditSink,
  runner: QueryRunner,
  built: readonly BuiltEntry[],
): Promise<SentEntries | undefined> {
  if (!sink.sendWithin || !built.some(({ onWriteError }) => onWriteError === 'fail')) return undefined;
  return silently(async () =>
    sink.sendWithin?.(
      runner,
      built.map(({ entry }) => entry),
    ),
  );
}
