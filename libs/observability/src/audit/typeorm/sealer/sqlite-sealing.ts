import type { DataSource } from 'typeorm';
import { SqliteHandle } from '../sqlite-handle.js';
import { runStepsNow, type SqlSteps } from '../sql-steps.js';
import { anyPending, type SealingConnection } from './sealing-connection.js';

/** Seals on the one connection of SQLite between the transactions of the application, without giving anybody else a turn. */
export class SqliteSealing implements SealingConnection {
  /** So few that the event loop is held for some milliseconds only. */
  readonly batchSize = 250;
  private readonly handle: SqliteHandle;

  constructor(dataSource: DataSource) {
    this.handle = new SqliteHandle(dataSource);
  }

  async hasPending(): Promise<boolean> {
    return this.handle.rows(anyPending).length > 0;
  }

  async transaction<T>(steps: () => SqlSteps<T>): Promise<T | 'busy'> {
    if (this.handle.inTransaction) return 'busy';
    return this.handle.transaction(() => runStepsNow(this.handle, steps()));
  }
}
