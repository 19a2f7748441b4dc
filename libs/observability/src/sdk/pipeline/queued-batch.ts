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

  /** Where the request is made from; let go once it is made, because it is several times as large. */
  source: OfferedBatch | undefined;

  constructor(
    source: OfferedBatch,
    /** Milliseconds of `performance.now()`. */
    readonly offeredAt: number,
    /** Ascending with the offers; halves keep that of their whole. */
    readonly order: number,
  ) {
    this.source = source;
    this.lane = source.lane;
    this.items = source.items;
    this.bytes = source.size;
  }

  /** Gives how many bytes more it takes from now on; mostly that is negative. */
  packAs(body: ExportBody): number {
    const more = body.bytes.length - this.bytes;
    this.bytes = body.bytes.length;
    this.body = body;
    this.source = undefined;
    return more;
  }
}
