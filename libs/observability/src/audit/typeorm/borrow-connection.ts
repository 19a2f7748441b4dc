import type { DataSource } from 'typeorm';
import { RunnerSql } from './runner-sql.js';
import { discardConnection } from './sealer/discard-connection.js';

/** The database did not answer in time; whether it did what it was told is unknown. */
export class DatabaseTimeoutError extends Error {
  readonly code = 'AUDIT_DATABASE_TIMEOUT';

  constructor(milliseconds: number) {
    super(`The database has not answered for ${milliseconds} ms`);
    this.name = 'DatabaseTimeoutError';
  }
}

/**
 * Runs work on a connection of the pool, waiting for connection and work together no longer than this. A connection that
 * failed or is late is thrown away: nobody knows what it still does.
 *
 * @throws DatabaseTimeoutError when the time is over, else what the work threw.
 */
export async function borrowConnection<T>(
  dataSource: DataSource,
  work: (sql: RunnerSql) => Promise<T>,
  milliseconds: number,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  let isLate = false;
  // Somebody waits for the outcome, so this holds the process.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new DatabaseTimeoutError(milliseconds));
    }, milliseconds);
  });
  const done = (async () => {
    try {
      await runner.connect();
      if (isLate) throw new DatabaseTimeoutError(milliseconds);
      return await Promise.race([work(new RunnerSql(runner)), late]);
    } catch (failure) {
      await discardConnection(runner, failure as Error);
      throw failure;
    } finally {
      await runner.release();
    }
  })();
  // Whoever is late ends alone.
  done.catch(() => undefined);
  late.catch(() => undefined);
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
