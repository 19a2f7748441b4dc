import type { ExportBody } from './export-transport.js';
import type { Lane, OfferedBatch } from './export-batch.js';

/** A batch inside a pipeline, from the moment it was offered to its fate. */
export class QueuedBatch {
  readonly lane: Lane;
  items: number;
  /** What it takes of the memory budget now. */
  bytes: number;
  /** There once it is encoded and compressed. */
  body: ExportBody | undefined;
  /** It met its fate; whoever still works on it forgets the result. */
  gone = false;

  constructor(
    readonly source: OfferedBatch,
    /** Milliseconds of `performance.now()`. */
    readonly offeredAt: number,
    /** Ascending with the offers; halves keep that of their whole. */
    readonly order: number,
  ) {
    this.lane = source.lane;
    this.items = source.items;
    this.bytes = source.size;
  }
}
