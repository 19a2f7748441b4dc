import type { DataSource, QueryRunner } from 'typeorm';
import { isDirect } from '../direct-connection.js';
import type { PostgresClient } from '../driver-sql.js';
import { canPipeline } from '../lend-pipeline.js';
import { RunnerSql } from '../runner-sql.js';
import { runSteps, type SqlSteps } from '../sql-steps.js';
import type { Sql } from '../sql.js';
import { discardConnection } from './discard-connection.js';
import { PipelinedSql } from './pipelined-sql.js';
import { anyPending, type SealingConnection } from './sealing-connection.js';
import { sealingTransaction } from './sealing-transaction.js';
import type { SealingStatements } from './sealing-statements.js';

/** A transaction that takes longer is given up with its connection, so that a dead peer does not stop sealing for hours. */
const longestTransaction = 30_000;

/** Seals over one connection of the pool at a time, borrowed for a question or a batch. For PostgreSQL, MariaDB and MySQL. */
export class PooledSealing implements SealingConnection {
  readonly batchSize = 2_000;
  private isDirect: boolean | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly statements: SealingStatements,
    private readonly timeout = longestTransaction,
  ) {}

  hasPending(): Promise<boolean> {
    return this.borrow(async sql => (await sql.rows(anyPending)).length > 0);
  }

  transaction<T>(steps: () => SqlSteps<T>): Promise<T> {
    return this.borrow(sql => runSteps(sql, sealingTransaction(this.statements.begin, steps())));
  }

  private async borrow<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client: unknown = await runner.connect();
      return await this.inTime(this.sqlOn(runner, client).then(work));
    } catch (failure) {
      // Whatever state the transaction is in: nobody may get this connection with it.
      await discardConnection(runner, failure as Error);
      throw failure;
    } finally {
      await runner.release();
    }
  }

  private async sqlOn(runner: QueryRunner, client: unknown): Promise<Sql> {
    if (this.dataSource.options.type !== 'postgres' || !canPipeline(client as PostgresClient))
      return new RunnerSql(runner);
    // A pooler might not expect the statements of a transaction before the answer to its first.
    this.isDirect ??= await isDirect(runner);
    return this.isDirect ? new PipelinedSql(runner, client as PostgresClient) : new RunnerSql(runner);
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
