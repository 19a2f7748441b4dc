import type { Histogram } from '@opentelemetry/api';
import type { DataSource } from 'typeorm';
import { databaseAttr } from '../core/database-names.js';
import type { ConnectionPool } from './connection-pools.js';

type Obtain = (...args: unknown[]) => Promise<unknown>;
type ObtainingDriver = Record<string, Obtain | undefined>;

/**
 * Measures how long callers wait for a connection. No pool tells it, so the method by which TypeORM asks is replaced, on the
 * driver of this data source alone; while a connection is idle it does nothing.
 *
 * @returns puts the method back
 */
export function measureWaits(
  { driver }: DataSource,
  [own, ...replicas]: readonly ConnectionPool[],
  waits: Histogram,
): () => void {
  const target = driver as unknown as ObtainingDriver;
  const ends = [
    replace(target, 'obtainMasterConnection', own ? [own] : [], waits),
    replace(target, 'obtainSlaveConnection', replicas, waits),
  ];
  return () => ends.forEach(end => end());
}

function replace(
  driver: ObtainingDriver,
  method: string,
  pools: readonly ConnectionPool[],
  waits: Histogram,
): () => void {
  const original = driver[method];
  const [pool] = pools;
  if (typeof original !== 'function' || !pool || Object.hasOwn(driver, method)) return () => undefined;
  const labels = { [databaseAttr.dbPoolName]: pool.name };
  driver[method] = function obtain(this: ObtainingDriver, ...args: unknown[]) {
    if (pools.every(isFree)) return original.apply(this, args);
    const asked = performance.now();
    const obtained = original.apply(this, args);
    const measured = () => waits.record((performance.now() - asked) / 1_000, labels);
    obtained.then(measured, () => undefined);
    return obtained;
  };
  return () => void delete driver[method];
}

/** Whether whoever asks now is served at once; a pool that tells nothing is not measured. */
function isFree({ read }: ConnectionPool): boolean {
  const figures = read();
  return figures === undefined || figures.idle > figures.pending;
}
