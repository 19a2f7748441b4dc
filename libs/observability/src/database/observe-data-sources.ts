import type { Counter, Meter } from '@opentelemetry/api';
import type { DataSource } from 'typeorm';
import type { ResolvedDatabase } from '../config/resolve-database.js';
import type { Runtime } from '../core/runtime.js';
import { poolsOf } from './connection-pools.js';
import { identityOf, type DatabaseIdentity } from './database-identity.js';
import { DatabaseWarnings } from './database-warnings.js';
import { transactionDefinitions } from './open-transactions.js';
import { measuredPools } from './pool-metrics.js';
import { measureWaits } from './pool-waits.js';
import { followRunners } from './query-streams.js';
import { QueryWatch } from './query-watch.js';
import { QuerySubscriber } from './query.subscriber.js';
import { nPlusOneCounter, RepeatedStatements } from './repeated-statements.js';
import { SlowQueries } from './slow-queries.js';
import { SqlComments } from './sql-comments.js';
import { dimensionsOf, Statements } from './statements.js';

/** A data source and the name that dependency injection knows it by. */
export interface NamedDataSource {
  readonly name: string;
  readonly dataSource: DataSource;
}

/** What data sources are observed with. */
export interface DatabaseParts {
  readonly runtime: Runtime;
  readonly options: ResolvedDatabase;
  /** Absent where metrics are off. */
  readonly meter: Meter | undefined;
}

/** Databases whose protocol takes a comment behind a statement; SQLite writes no log that it could be found in. */
const commented = new Set(['postgresql', 'mysql']);

/**
 * Observes data sources from here on.
 *
 * @returns ends that
 */
export function observeDataSources(sources: readonly NamedDataSource[], parts: DatabaseParts): () => void {
  const warnings = new DatabaseWarnings();
  const repeated = repeatedStatements(parts, warnings);
  const slow =
    parts.options.slowQueryMs === undefined
      ? undefined
      : new SlowQueries(parts.options.slowQueryMs, warnings);
  const ends = sources.map(({ dataSource }) => observe(dataSource, parts, { repeated, slow }));
  if (parts.meter) ends.push(...observePools(sources, parts.meter));
  return () => ends.forEach(end => end());
}

interface Listeners {
  readonly repeated: RepeatedStatements | undefined;
  readonly slow: SlowQueries | undefined;
}

function observe(
  dataSource: DataSource,
  { runtime, options }: DatabaseParts,
  listeners: Listeners,
): () => void {
  const identity = identityOf(dataSource);
  const subscriber = new QuerySubscriber(
    new QueryWatch({
      runtime,
      statements: statementsOf(dataSource, identity, options),
      transactions: transactionDefinitions(dimensionsOf(identity)),
      roots: options.roots,
      ...listeners,
      ...(options.sqlComments && commented.has(identity.dialect ?? '') && { comments: new SqlComments() }),
    }),
    runtime.faults,
  );
  const unfollow = followRunners(dataSource, {
    watch: subscriber.watch,
    faults: runtime.faults,
    ready: () => subscriber.joins(dataSource),
  });
  subscriber.joins(dataSource);
  return () => {
    unfollow();
    subscriber.leaves(dataSource);
  };
}

function statementsOf(
  { options }: DataSource,
  identity: DatabaseIdentity,
  { queryText }: ResolvedDatabase,
): Statements {
  return new Statements({
    identity,
    queryText,
    migrationsTable: options.migrationsTableName ?? 'migrations',
  });
}

function repeatedStatements(
  { runtime, options, meter }: DatabaseParts,
  warnings: DatabaseWarnings,
): RepeatedStatements | undefined {
  const { nPlusOne, collapse } = options;
  if (!nPlusOne && !collapse) return undefined;
  let counter: Counter | undefined;
  return new RepeatedStatements(
    nPlusOne && {
      ...nPlusOne,
      faults: runtime.faults,
      warnings,
      counter: () => (counter ??= meter && nPlusOneCounter(meter)),
    },
    collapse !== undefined,
  );
}

function observePools(sources: readonly NamedDataSource[], meter: Meter): (() => void)[] {
  const pools = sources.map(({ name, dataSource }) => ({ dataSource, own: poolsOf(name, dataSource) }));
  const measured = measuredPools(
    meter,
    pools.flatMap(({ own }) => own),
  );
  return [measured.end, ...pools.map(({ dataSource, own }) => measureWaits(dataSource, own, measured.waits))];
}
