import type { AuditEvent } from '../audit-event.js';
import { insertMissing, type AfterCommit, type EventInsertion } from './event-insertion.js';
import type { EventStore } from './event-store.js';
import { runStepsNow, type SqlSteps } from './sql-steps.js';
import type { SqliteTurns } from './sqlite-turns.js';

/** Stores events on the one connection of SQLite, between the transactions of the application. */
export class SqliteEventStore implements EventStore {
  constructor(
    private readonly turns: SqliteTurns,
    private readonly insertion: EventInsertion,
  ) {}

  store(events: readonly AuditEvent[]): Promise<void> {
    return this.commit(() => this.insertion.steps(events));
  }

  storeMissing(events: readonly AuditEvent[]): Promise<void> {
    return this.commit(() => insertMissing(this.insertion, events));
  }

  read<T>(steps: () => SqlSteps<T>): Promise<T> {
    return this.turns.take(() => runStepsNow(this.turns.handle, steps()));
  }

  close(): void {
    this.turns.close();
  }

  private async commit(steps: () => SqlSteps<AfterCommit>): Promise<void> {
    const { handle } = this.turns;
    const done = await this.turns.take(() => handle.transaction(() => runStepsNow(handle, steps())));
    done();
  }
}
