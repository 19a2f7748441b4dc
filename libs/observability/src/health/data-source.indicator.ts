import type { DataSource, QueryRunner } from 'typeorm';
import type { MongoQueryRunner } from 'typeorm/driver/mongodb/MongoQueryRunner.js';
import type { ReadinessIndicator } from './readiness-indicator.js';

/** Pings one TypeORM data source with the cheapest query its database knows, over a connection of its own pool. */
export function dataSourceIndicator(name: string, dataSource: DataSource): ReadinessIndicator {
  return { name, check: signal => ping(dataSource, signal) };
}

async function ping(dataSource: DataSource, signal: AbortSignal): Promise<void> {
  if (!dataSource.isInitialized) {
    throw new Error('the data source is not initialized');
  }
  if (dataSource.options.type === 'mongodb') {
    const { databaseConnection } = dataSource.createQueryRunner() as unknown as MongoQueryRunner;
    await databaseConnection.db().command({ ping: 1 });
    return;
  }
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    signal.throwIfAborted();
    await queryUntilAborted(runner, PING.get(dataSource.options.type) ?? 'SELECT 1', signal);
  } finally {
    await runner.release();
  }
}

/**
 * Runs the query; past the deadline the connection is thrown away. Otherwise a connection whose other end vanished
 * would keep the ping waiting, and the process unready, until TCP gives up a quarter of an hour later.
 */
async function queryUntilAborted(runner: DiscardingRunner, sql: string, signal: AbortSignal): Promise<void> {
  const discard = () =>
    void runner.releasePostgresConnection?.(new Error('readiness ping not answered in time'));
  signal.addEventListener('abort', discard, { once: true });
  try {
    await runner.query(sql);
  } finally {
    signal.removeEventListener('abort', discard);
  }
}

/** Of the drivers only PostgreSQL's can hand a connection back as broken (TypeORM 1.1). */
type DiscardingRunner = QueryRunner & { releasePostgresConnection?(error: Error): Promise<void> };

const PING: ReadonlyMap<string, string> = new Map([
  ['oracle', 'SELECT 1 FROM DUAL'],
  ['sap', 'SELECT 1 FROM DUMMY'],
]);
