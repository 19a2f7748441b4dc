import { context } from '@opentelemetry/api';
import type { QueryRunner } from 'typeorm';
import { activeOperation } from './active-operation.js';
import type { TransactionCommand } from './transaction-command.js';
import type { TransactionJournal } from './transaction-journal.js';

/**
 * Follows transactions that the application controls with statements of its own, such as SQLite's BEGIN IMMEDIATE, of
 * which TypeORM tells nothing but the text; and savepoints of its own inside any transaction.
 */
export class HandDrivenWatch {
  constructor(private readonly journal: TransactionJournal) {}

  /** @throws AuditWriteError when the transaction must not be committed without its records. */
  before(runner: QueryRunner, command: TransactionCommand): Promise<void> | undefined {
    const transaction = command === 'commit' ? this.journal.of(runner) : undefined;
    return transaction?.byHand && !runner.isTransactionActive ? transaction.beforeCommit() : undefined;
  }

  after(runner: QueryRunner, command: TransactionCommand, query: string): Promise<void> | undefined {
    const transaction = this.journal.of(runner);
    const name = savepointName(query);
    if (name !== undefined) {
      // TypeORM tells of its own savepoints by events.
      if (!name.startsWith('typeorm_')) transaction?.frames.byHand(command, name);
      return undefined;
    }
    if (runner.isTransactionActive) return undefined;
    if (command === 'begin' && !transaction) return this.begun(runner);
    if (!transaction?.byHand) return undefined;
    if (command === 'rollback') return transaction.rolledBack();
    if (command === 'commit') transaction.committed();
    return undefined;
  }

  private begun(runner: QueryRunner): Promise<void> | undefined {
    const { audit } = this.journal;
    const operation = activeOperation(audit);
    const scope = operation?.scope ?? audit.openScopeIn(context.active());
    const transaction = this.journal.open(runner, scope, true);
    return operation && transaction.startedBy(operation);
  }
}

function savepointName(query: string): string | undefined {
  const match =
    /^\s*(?:savepoint|release(?:\s+savepoint)?|rollback(?:\s+(?:work|transaction))?\s+to(?:\s+savepoint)?)\s+["`]?(\w+)/i.exec(
      query,
    );
  return match?.[1];
}
