import type { DataSource, EntitySubscriberInterface, QueryRunner } from 'typeorm';

/** Tells when transactions of a data source have ended, their outermost level that is. */
export class TransactionEnds implements EntitySubscriberInterface {
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** Begins to listen. */
  start(): void {
    this.dataSource.subscribers.push(this);
  }

  stop(): void {
    const { subscribers } = this.dataSource;
    const at = subscribers.indexOf(this);
    if (at >= 0) subscribers.splice(at, 1);
  }

  /** @param listener must not throw: the application would take committed data for lost */
  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  afterTransactionCommit({ queryRunner }: { readonly queryRunner: QueryRunner }): void {
    this.tell(queryRunner);
  }

  afterTransactionRollback({ queryRunner }: { readonly queryRunner: QueryRunner }): void {
    this.tell(queryRunner);
  }

  private tell(runner: QueryRunner): void {
    // The same events are sent for savepoints, inside the transaction.
    if (runner.isTransactionActive) return;
    for (const listener of this.listeners) listener();
  }
}
