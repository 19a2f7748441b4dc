import type { DataSource } from 'typeorm';

/** What a pool tells of itself. */
export interface PoolFigures {
  readonly idle: number;
  readonly used: number;
  /** Callers that wait for a connection. */
  readonly pending: number;
  /** `undefined` when there is no limit. */
  readonly max: number | undefined;
}

/** A pool of connections; read when somebody asks, so that no query pays for it. */
export interface ConnectionPool {
  readonly name: string;
  /** `undefined` while the data source is closed. */
  read(): PoolFigures | undefined;
}

/** Pools as TypeORM's drivers keep them: none of these fields is in its types. */
interface PooledDriver {
  /** PostgreSQL and CockroachDB. */
  readonly master?: unknown;
  readonly slaves?: readonly unknown[];
  /** MySQL and MariaDB. */
  readonly pool?: unknown;
  readonly poolCluster?: { readonly _nodes?: Readonly<Record<string, { readonly pool?: unknown }>> };
}

/** Most replicas whose pools are told apart. */
const maxReplicas = 32;

/** The pools of a data source, by its name; a driver without one, or whose figures are not known, has none. */
export function poolsOf(name: string, { driver }: DataSource): ConnectionPool[] {
  const pooled = driver as unknown as PooledDriver;
  const pools = [poolNamed(name, () => pooled.master ?? pooled.pool ?? nodesOf(pooled).get('MASTER'))];
  const replicas = Math.min(maxReplicas, replicasOf(driver));
  for (let index = 0; index < replicas; index += 1) {
    const replica = () => pooled.slaves?.[index] ?? nodesOf(pooled).get(`SLAVE${index}`);
    pools.push(poolNamed(`${name}/replica-${index + 1}`, replica));
  }
  return pools;
}

function poolNamed(name: string, pool: () => unknown): ConnectionPool {
  return { name, read: () => figuresOf(pool()) };
}

function nodesOf({ poolCluster }: PooledDriver): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(poolCluster?._nodes ?? {}).map(([id, node]) => [id, node.pool ?? node]));
}

function replicasOf({ options }: DataSource['driver']): number {
  const { replication } = options as { readonly replication?: { readonly slaves?: unknown } };
  return Array.isArray(replication?.slaves) ? replication.slaves.length : 0;
}

/** Reads the pool of `pg` (3.x) or of `mysql2` (3.x). */
function figuresOf(pool: unknown): PoolFigures | undefined {
  if (typeof pool !== 'object' || pool === null) return undefined;
  const pg = pool as {
    totalCount?: unknown;
    idleCount?: unknown;
    waitingCount?: unknown;
    options?: { max?: unknown };
  };
  if (isCount(pg.totalCount) && isCount(pg.idleCount) && isCount(pg.waitingCount)) {
    const { totalCount: all, idleCount: idle, waitingCount: pending, options } = pg;
    return { idle, used: Math.max(0, all - idle), pending, max: limitOf(options?.max) };
  }
  type Queue = { readonly length?: unknown } | undefined;
  const mysql = pool as {
    readonly _allConnections?: Queue;
    readonly _freeConnections?: Queue;
    readonly _connectionQueue?: Queue;
    readonly config?: { readonly connectionLimit?: unknown };
  };
  const all = mysql._allConnections?.length;
  const idle = mysql._freeConnections?.length;
  const pending = mysql._connectionQueue?.length;
  if (!isCount(all) || !isCount(idle) || !isCount(pending)) return undefined;
  return { idle, used: Math.max(0, all - idle), pending, max: limitOf(mysql.config?.connectionLimit) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

function limitOf(value: unknown): number | undefined {
  return isCount(value) && value > 0 && Number.isFinite(value) ? value : undefined;
}
