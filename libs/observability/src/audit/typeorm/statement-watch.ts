import { context } from '@opentelemetry/api';
import type { AfterQueryEvent, BeforeQueryEvent } from 'typeorm';
import { isSilent } from '../audit-context.js';
import { affectedRows } from './affected-rows.js';
import { activeOperation } from './active-operation.js';
import { guardAutocommit } from './autocommit-guard.js';
import { AutocommitWork } from './autocommit-work.js';
import { isConnectionLoss } from './connection-loss.js';
import { HandDrivenWatch } from './hand-driven-watch.js';
import { isOwnStatement } from './own-statements.js';
import { StatementKinds } from './statement-kind.js';
import { transactionCommand } from './transaction-command.js';
import type { TransactionJournal } from './transaction-journal.js';

/** MySQL rolls back the whole transaction of a deadlock's victim and lets it go on without one. */
const mysqlDeadlock = 'ER_LOCK_DEADLOCK';

/**
 * Looks at every statement: those of an audited call tell which transaction it works in, and a write outside of
 * transactions is found before it runs.
 */
export class StatementWatch {
  private readonly kinds = new StatementKinds();
  private readonly handDriven: HandDrivenWatch;

  constructor(private readonly journal: TransactionJournal) {
    this.handDriven = new HandDrivenWatch(journal);
  }

  /**
   * A promise when something has to be loaded before the statement.
   *
   * @throws AuditAtomicityError when the statement writes outside of a transaction and a call around requires one.
   */
  before({ query, queryRunner: runner }: BeforeQueryEvent): Promise<void> | undefined {
    if (isOwnStatement(query)) return undefined;
    const command = transactionCommand(query);
    if (command) return isSilent(context.active()) ? undefined : this.handDriven.before(runner, command);
    const operation = activeOperation(this.journal.audit);
    if (!operation) return undefined;
    const transaction = this.journal.of(runner);
    if (transaction) return transaction.usedBy(operation);
    const kind = this.kinds.of(query);
    if (kind.does === 'control') return undefined;
    if (runner.isTransactionActive) return this.journal.open(runner, undefined).usedBy(operation);
    if (kind.does !== 'write') return undefined;
    guardAutocommit(operation);
    operation.hasUnrecordedWrites = true;
    const work = (operation.autocommit ??= new AutocommitWork(
      operation,
      runner.dataSource,
    )) as AutocommitWork;
    return work.beforeWrite(runner);
  }

  /** A promise when something has to be told after the statement. */
  after(event: AfterQueryEvent): Promise<void> | undefined {
    const { query, queryRunner: runner, success } = event;
    if (isOwnStatement(query)) return undefined;
    const command = transactionCommand(query);
    if (!success) return this.failed(event, command);
    // What rejects here makes TypeORM take COMMIT for failed, before anybody is told that it was done.
    const confirmed = command === 'commit' ? this.journal.endingOn(runner)?.confirmed : undefined;
    if (confirmed) return confirmed;
    if (command)
      return isSilent(context.active()) ? undefined : this.handDriven.after(runner, command, query);
    const operation = activeOperation(this.journal.audit);
    const kind = operation && this.kinds.of(query);
    if (kind?.does !== 'write') return undefined;
    const work =
      this.journal.of(runner)?.workOf(operation!) ??
      (operation!.autocommit as AutocommitWork | undefined)?.captured;
    work?.ran(kind, affectedRows(event));
    return undefined;
  }

  private failed({ queryRunner: runner, error }: AfterQueryEvent, command: string | undefined): undefined {
    const transaction = this.journal.endingOn(runner);
    if (!transaction) return;
    if ((error as { readonly code?: unknown } | undefined)?.code === mysqlDeadlock) transaction.torn();
    else if (command === 'commit' && isConnectionLoss(error, runner)) transaction.commitInDoubt();
    else if (command === 'rollback' && isConnectionLoss(error, runner)) transaction.abandoned();
  }
}
