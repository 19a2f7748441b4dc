import { context } from '@opentelemetry/api';
import type { QueryRunner } from 'typeorm';
import { isSilent } from '../audit-context.js';
import { activeOperation } from './active-operation.js';
import type { TransactionJournal } from './transaction-journal.js';

/**
 * Follows TypeORM's own transactions. Each event comes for savepoints too; how deep a connection is, TypeORM keeps to
 * itself, so what is public decides: whether a transaction is still active.
 */
export class TransactionWatch {
  constructor(private readonly journal: TransactionJournal) {}

  /** A transaction of the audit trail itself, or of a loader, is nobody's; its savepoints count, for their ends do. */
  started(runner: QueryRunner): Promise<void> | undefined {
    const active = context.active();
    const operation = activeOperation(this.journal.audit);
    const open = this.journal.of(runner);
    if (open && (depthOf(runner) > 1 || open.byHand)) {
      open.frames.push();
      return operation && open.usedBy(operation);
    }
    if (isSilent(active)) return undefined;
    open?.vanished();
    const scope = operation?.scope ?? this.journal.audit.openScopeIn(active);
    const transaction = this.journal.open(runner, scope);
    return operation && transaction.startedBy(operation);
  }

  /** @throws AuditWriteError when the transaction must not be committed without its records. */
  committing(runner: QueryRunner): Promise<void> | undefined {
    if (depthOf(runner) > 1) return undefined;
    return this.journal.of(runner)?.beforeCommit(true);
  }

  committed(runner: QueryRunner): void {
    const transaction = this.journal.endingOn(runner);
    if (!transaction) return;
    if (runner.isTransactionActive) transaction.frames.release();
    else transaction.committed();
  }

  /** A connection that was lost before cannot roll back, and TypeORM tells no more of it. */
  rollingBack(runner: QueryRunner): void {
    if (runner.isReleased) this.journal.endingOn(runner)?.abandoned();
  }

  rolledBack(runner: QueryRunner): Promise<void> | undefined {
    const transaction = this.journal.endingOn(runner);
    if (!runner.isTransactionActive) return transaction?.rolledBack();
    transaction?.frames.rollBack();
    return undefined;
  }
}

/** Levels that are open on a connection. The field is protected; without it every level counts as the outermost. */
function depthOf(runner: QueryRunner): number {
  return (runner as unknown as { readonly transactionDepth?: number }).transactionDepth ?? 1;
}
