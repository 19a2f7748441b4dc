import type { EntityManager, QueryRunner } from 'typeorm';
import type { AuditScope } from '../audit-scope.js';
import { readOwnData } from '../../core/untrusted-read.js';
import type { AuditRuntime } from '../audit-runtime.js';
import type { AuditTransactionFinder } from '../audit-transaction.js';
import { JoinedTransaction } from './joined-transaction.js';
import type { TransactionalAuditSink } from './transactional-audit-sink.js';

/** Milliseconds between two looks for transactions whose end nobody told. */
const patrol = 10_000;

/** The open transactions of a data source, by connection. */
export class TransactionJournal implements AuditTransactionFinder {
  private readonly byRunner = new WeakMap<QueryRunner, JoinedTransaction>();
  /** Those that carry entries which must not vanish with them. */
  private readonly watched = new Set<JoinedTransaction>();
  private readonly unscoped = new Set<JoinedTransaction>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly audit: AuditRuntime,
    readonly sink: TransactionalAuditSink,
  ) {}

  /** The transaction that is open on a connection. */
  of(runner: QueryRunner): JoinedTransaction | undefined {
    const transaction = this.byRunner.get(runner);
    return transaction?.open ? transaction : undefined;
  }

  /** The same with what TypeORM does not count as open any more, while it ends. */
  endingOn(runner: QueryRunner): JoinedTransaction | undefined {
    const transaction = this.byRunner.get(runner);
    return transaction?.ended ? undefined : transaction;
  }

  transactionOf(manager: unknown): JoinedTransaction | undefined {
    const runner = (manager as Partial<EntityManager> | undefined)?.queryRunner;
    return (
      runner && (this.of(runner) ?? (runner.isTransactionActive ? this.open(runner, undefined) : undefined))
    );
  }

  isInside(argument: unknown): boolean {
    const manager = readOwnData(argument, 'manager') ?? argument;
    const runner = (readOwnData(manager, 'queryRunner') ?? manager) as
      Partial<QueryRunner> | null | undefined;
    return readOwnData(runner, 'isTransactionActive') === true && readOwnData(runner, 'isReleased') === false;
  }

  /** Begins to follow a transaction. */
  open(runner: QueryRunner, scope: AuditScope | undefined, byHand = false): JoinedTransaction {
    const transaction = new JoinedTransaction({ journal: this, runner, scope, byHand });
    this.byRunner.set(runner, transaction);
    if (!scope) this.unscoped.add(transaction);
    return transaction;
  }

  get hasUnscoped(): boolean {
    for (const transaction of this.unscoped) {
      if (transaction.open) return true;
      this.unscoped.delete(transaction);
    }
    return false;
  }

  watch(transaction: JoinedTransaction): void {
    this.watched.add(transaction);
    this.timer ??= setInterval(() => this.lookForVanished(), patrol).unref();
  }

  forget(transaction: JoinedTransaction): void {
    this.unscoped.delete(transaction);
    this.watched.delete(transaction);
    if (this.watched.size === 0) this.stop();
  }

  /** Tells what is known of transactions whose connection was given back without an end. */
  lookForVanished(): void {
    for (const transaction of this.watched) {
      if (!transaction.open) transaction.vanished();
    }
  }

  /** Ends the timer; what is open is told when it ends. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
