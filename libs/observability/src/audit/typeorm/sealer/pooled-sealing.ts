import type { DataSource } from 'typeorm';
import { RunnerSql } from '../runner-sql.js';
import { runSteps, type SqlSteps } from '../sql-steps.js';
import { discardConnection } from './discard-connection.js';
import { anyPending, type SealingConnection } from './sealing-connection.js';
import type { SealingStatements } from './sealing-statements.js';

/** A transaction that takes longer is given up with its connection, so that a dead peer does not stop sealing for hours. */
const longestTransaction = 30_000;

/** Seals over one connection of the pool at a time, borrowed for a question or a batch. For PostgreSQL, MariaDB and MySQL. */
export class PooledSealing implements SealingConnection {
  readonly batchSize = 2_000;

  constructor(
    private readonly dataSource: DataSource,
    private readonly statements: SealingStatements,
    private readonly timeout = longestTransaction,
  ) {}

  hasPending(): Promise<boolean> {
    return this.borrow(async sql => (await sql.rows(anyPending)).length > 0);
  }

  transaction<T>(steps: () => SqlSteps<T>): Promise<T> {
    return this.borrow(async sql => {
      for (const statement of this.statements.begin) await sql.run(statement);
      const result = await runSteps(sql, steps());
      await sql.run('COMMIT');
      return result;
    });
  }

  private async borrow<T>(work: (sql: RunnerSql) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      return await this.inTime(work(new RunnerSql(runner)));
    } catch (failure) {
      // Whatever state the transaction is in: nobody may get this connection with it.
      await discardConnection(runner, failure as Error);
      throw failure;
    } finally {
      await runner.release();
    }
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`the database has not answered for ${this.timeout} ms`)),
        this.timeout,
      ).unref();
    });
    // The loser of the race ends with its connection.
    work.catch(() => undefined);
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}
