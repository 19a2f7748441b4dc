import type { ExportBody } from './export-transport.js';
import type { QueuedBatch } from './queued-batch.js';
import { packed } from './request-body.js';

/** Told of each batch once: that it can travel, or why it never will. */
export interface PackedListener {
  packed(batch: QueuedBatch, body: ExportBody, items: number): void;
  unpackable(batch: QueuedBatch, thrown: unknown): void;
}

/** Batches that are encoded and compressed at a time; the thread pool has four threads for everybody. */
const atOnce = 2;

/** Encodes and compresses batches, in the order in which they came. */
export class BatchPacker {
  private readonly waiting: QueuedBatch[] = [];
  private packing = 0;

  constructor(
    private readonly compression: 'gzip' | 'none',
    private readonly listener: PackedListener,
  ) {}

  add(...batches: readonly QueuedBatch[]): void {
    this.waiting.push(...batches);
    while (this.packing < atOnce && this.waiting.length > 0) void this.packNext();
  }

  private async packNext(): Promise<void> {
    const batch = this.waiting.shift();
    if (!batch || batch.gone) return;
    this.packing += 1;
    const result = await this.tryToPack(batch);
    this.packing -= 1;
    if (!batch.gone) {
      if ('body' in result) this.listener.packed(batch, result.body, result.items);
      else this.listener.unpackable(batch, result.thrown);
    }
    this.add();
  }

  private async tryToPack(
    batch: QueuedBatch,
  ): Promise<{ body: ExportBody; items: number } | { thrown: unknown }> {
    try {
      const { source } = batch;
      if (!source) throw new Error('It is packed already');
      if (source.pack) return await source.pack(this.compression);
      const { bytes, items } = await source.encode();
      return { body: await packed(bytes, this.compression), items };
    } catch (thrown) {
      return { thrown };
    }
  }
}
