import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { RunnerSql } from '../runner-sql.js';
import type { Sql } from '../sql.js';
import { SqliteHandle } from '../sqlite-handle.js';
import { AuditTrailBusyError } from './audit-trail-busy.error.js';

/** Statements over any connection of the pool, each on its own: for reading. */
export class PooledSql implements Sql {
  constructor(private readonly dataSource: DataSource) {}

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.rows(statement, parameters);
  }

  async rows<T extends object>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await new RunnerSql(runner).rows<T>(statement, parameters);
    } finally {
      await runner.release();
    }
  }
}

/**
 * Reads what is committed on SQLite. All work of a process shares one connection there, and a statement inside somebody
 * else's transaction sees what may yet be rolled back, leaf positions included: a copy would keep what never happened.
 */
export class CommittedSqliteSql implements Sql {
  private readonly handle: SqliteHandle;

  /** @param patience milliseconds to wait for the end of a transaction */
  constructor(
    dataSource: DataSource,
    private readonly patience = 5_000,
  ) {
    this.handle = new SqliteHandle(dataSource);
  }

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.rows(statement, parameters);
  }

  /** @throws AuditTrailBusyError when a transaction stays open too long, for instance that of the caller. */
  async rows<T extends object>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const deadline = performance.now() + this.patience;
    while (this.handle.inTransaction) {
      if (performance.now() > deadline) throw new AuditTrailBusyError(this.patience);
      await wait(2);
    }
    return this.handle.rows<T>(statement, parameters);
  }
}

/** Statements of both kinds for a data source. */
export function readingSql(dataSource: DataSource): { readonly sql: Sql; readonly committed: Sql } {
  const sql = new PooledSql(dataSource);
  const isShared = dataSource.options.type === 'better-sqlite3';
  return { sql, committed: isShared ? new CommittedSqliteSql(dataSource) : sql };
}
