import { errorMonitor, type EventEmitter } from 'node:events';
import type { DataSource, QueryRunner } from 'typeorm';
import type { FaultLog } from '../core/fault-log.js';
import type { OpenStream, QueryWatch } from './query-watch.js';

type Stream = QueryRunner['stream'];

/** What happens to each query runner that a data source makes. */
export interface RunnerFollower {
  readonly watch: QueryWatch;
  readonly faults: FaultLog;
  /** Called before each: TypeORM forgets its subscribers when a data source is initialised again. */
  readonly ready: () => void;
}

/**
 * Follows `stream()`, the one way to a statement that TypeORM tells no subscriber of. `createQueryRunner` is replaced on
 * this data source alone.
 *
 * @returns puts it back
 */
export function followRunners(dataSource: DataSource, { watch, faults, ready }: RunnerFollower): () => void {
  const original = dataSource.createQueryRunner;
  const replaced = Object.hasOwn(dataSource, 'createQueryRunner');
  dataSource.createQueryRunner = function createQueryRunner(...args) {
    const runner = original.apply(this, args);
    ready();
    if (!Object.hasOwn(runner, 'stream')) runner.stream = streamOf(runner, watch, faults);
    return runner;
  };
  return () => {
    if (replaced) dataSource.createQueryRunner = original;
    else delete (dataSource as { createQueryRunner?: unknown }).createQueryRunner;
  };
}

function streamOf(runner: QueryRunner, watch: QueryWatch, faults: FaultLog): Stream {
  const original = runner.stream;
  return async function stream(this: QueryRunner, ...args) {
    const open = faults.guard('database stream', () => watch.stream(runner, args[0]));
    try {
      const result = await original.apply(this, args);
      if (open) faults.guard('database stream', () => follow(result, open));
      return result;
    } catch (thrown) {
      open?.failed(thrown);
      throw thrown;
    }
  };
}

/** Listens without being a listener for errors: whoever has none is to crash as before. */
function follow(result: EventEmitter, open: OpenStream): void {
  result.once(errorMonitor, error => open.failed(error));
  result.once('end', () => open.ended('success'));
  result.once('close', () => open.ended('aborted'));
}
