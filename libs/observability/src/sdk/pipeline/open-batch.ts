import type { OfferedBatch } from './export-batch.js';

/** A batch that still takes items. */
export interface OpenBatch<T> {
  readonly length: number;
  /** Bytes that it takes, roughly. */
  readonly bytes: number;
  /** Whether the item can join the others; one request may speak for one resource alone. */
  fits(item: T): boolean;
  /** @throws whatever an item throws that cannot be encoded; the others stay whole */
  add(item: T): void;
  /** What was added since the last `take`; `undefined` when that is nothing. */
  take(): Omit<OfferedBatch, 'lane'> | undefined;
}
