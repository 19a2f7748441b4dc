import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  DataSource,
  EntitySubscriberInterface,
  InsertEvent,
  ObjectLiteral,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm';
import type { AuditRuntime } from '../audit-runtime.js';
import { EntityWatch } from './entity-watch.js';
import { StatementWatch } from './statement-watch.js';
import { TransactionJournal } from './transaction-journal.js';
import { TransactionWatch } from './transaction-watch.js';
import type { TransactionalAuditSink } from './transactional-audit-sink.js';

/**
 * Hears of everything that TypeORM does on a data source, whichever way the application drives its transactions. It has no
 * `before...` method for entities, because TypeORM compares every entity once more where there is one.
 */
export class AuditSubscriber implements EntitySubscriberInterface<ObjectLiteral> {
  private readonly transactions: TransactionWatch;
  private readonly statements: StatementWatch;
  private readonly entities: EntityWatch;

  constructor(journal: TransactionJournal) {
    this.transactions = new TransactionWatch(journal);
    this.statements = new StatementWatch(journal);
    this.entities = new EntityWatch(journal);
  }

  beforeQuery(event: BeforeQueryEvent): Promise<void> | undefined {
    return this.statements.before(event);
  }

  afterQuery(event: AfterQueryEvent): Promise<void> | undefined {
    return this.statements.after(event);
  }

  afterInsert(event: InsertEvent<ObjectLiteral>): void {
    this.entities.inserted(event);
  }

  afterUpdate(event: UpdateEvent<ObjectLiteral>): void {
    this.entities.updated(event);
  }

  afterRemove(event: RemoveEvent<ObjectLiteral>): void {
    this.entities.removed(event);
  }

  afterSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): void {
    this.entities.softRemoved(event);
  }

  afterRecover(event: RecoverEvent<ObjectLiteral>): void {
    this.entities.softRemoved(event);
  }

  afterTransactionStart({ queryRunner }: TransactionStartEvent): Promise<void> | undefined {
    return this.transactions.started(queryRunner);
  }

  beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> | undefined {
    return this.transactions.committing(queryRunner);
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    this.transactions.committed(queryRunner);
  }

  beforeTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    this.transactions.rollingBack(queryRunner);
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): Promise<void> | undefined {
    return this.transactions.rolledBack(queryRunner);
  }
}

/** A data source whose transactions carry audit records. */
export interface AuditedDataSource {
  readonly dataSource: DataSource;
  readonly audit: AuditRuntime;
  readonly sink: TransactionalAuditSink;
}

/**
 * Lets the audit trail take part in the transactions of a data source. TypeORM ignores a subscriber that it was not given, so
 * this is the one place that gives it.
 *
 * @returns ends it again
 */
export function auditDataSource({ dataSource, audit, sink }: AuditedDataSource): () => void {
  const journal = new TransactionJournal(audit, sink);
  const subscriber = new AuditSubscriber(journal);
  dataSource.subscribers.push(subscriber);
  audit.transactions = journal;
  return () => {
    const at = dataSource.subscribers.indexOf(subscriber);
    if (at >= 0) dataSource.subscribers.splice(at, 1);
    if (audit.transactions === journal) audit.transactions = undefined;
    journal.lookForVanished();
    journal.stop();
  };
}

/** Whether the audit trail hears of a data source. */
export function isAudited(dataSource: DataSource): boolean {
  return dataSource.subscribers.some(subscriber => subscriber instanceof AuditSubscriber);
}
