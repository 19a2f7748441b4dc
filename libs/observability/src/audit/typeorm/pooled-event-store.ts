import type { DataSource } from 'typeorm';
import type { AuditEvent } from '../audit-event.js';
import { borrowConnection } from './borrow-connection.js';
import { insertMissing, type AfterCommit, type EventInsertion } from './event-insertion.js';
import type { EventStore } from './event-store.js';
import { inTransaction } from './raw-transaction.js';
import { runSteps, type SqlSteps } from './sql-steps.js';

/** Stores events over a connection of the pool. For PostgreSQL, MariaDB and MySQL. */
export class PooledEventStore implements EventStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly insertion: EventInsertion,
    /** Milliseconds for a connection and the work on it. */
    private readonly timeout: number,
  ) {}

  async store(events: readonly AuditEvent[]): Promise<void> {
    const { insertion } = this;
    await this.commit(() => insertion.steps(events), insertion.isOneStatement(events));
  }

  async storeMissing(events: readonly AuditEvent[]): Promise<void> {
    await this.commit(() => insertMissing(this.insertion, events), false);
  }

  read<T>(steps: () => SqlSteps<T>): Promise<T> {
    return borrowConnection(this.dataSource, sql => runSteps(sql, steps()), this.timeout);
  }

  close(): void {
    // Nothing is open between two calls.
  }

  private async commit(steps: () => SqlSteps<AfterCommit>, isOneStatement: boolean): Promise<void> {
    const done = await borrowConnection(
      this.dataSource,
      sql => (isOneStatement ? runSteps(sql, steps()) : inTransaction(sql, () => runSteps(sql, steps()))),
      this.timeout,
    );
    done();
  }
}
