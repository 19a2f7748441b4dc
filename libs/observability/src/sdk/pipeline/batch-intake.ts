import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { BatchLimits } from '../../config/resolved-options.js';
import type { Lane } from './export-batch.js';
import type { ExportPipeline } from './export-pipeline.js';
import type { OpenBatch } from './open-batch.js';

/** What an intake is made of. */
export interface IntakeParts<T> {
  readonly pipeline: ExportPipeline;
  readonly limits: BatchLimits;
  /** Makes the open batch of a lane. */
  readonly openBatch: () => OpenBatch<T>;
}

/** A batch of so many bytes is complete: collectors take 4 MiB by default. */
const largestBatch = 1_048_576;

/**
 * Puts what ends into batches, one for each lane, and offers a batch to the pipeline when it is full or has waited for the
 * scheduled delay.
 */
export class BatchIntake<T> {
  private readonly lanes: Record<Lane, OpenBatch<T>>;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: IntakeParts<T>) {
    this.lanes = { errors: parts.openBatch(), rest: parts.openBatch() };
    parts.pipeline.feedFrom(this);
  }

  /** Items that no batch of the pipeline holds yet. */
  get length(): number {
    return this.lanes.errors.length + this.lanes.rest.length;
  }

  /** Counts an item as ended and takes it. Never throws. */
  add(item: T, lane: Lane): void {
    if (this.stopped) return;
    const { pipeline, limits } = this.parts;
    const batch = this.lanes[lane];
    pipeline.ledger.ended();
    if (limits.maxQueueSize !== undefined && !this.hasRoomFor(lane, limits.maxQueueSize))
      return pipeline.lost('queue_full', 1);
    if (!batch.fits(item)) this.offer(lane);
    try {
      batch.add(item);
    } catch (thrown) {
      return pipeline.lost('serialize_error', 1, thrown);
    }
    if (batch.length >= limits.maxExportBatchSize || batch.bytes >= largestBatch) this.offer(lane);
    else this.timer ??= this.startTimer();
  }

  /** Offers what is there, however little it is. */
  seal(): void {
    this.offer('errors');
    this.offer('rest');
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Later items are ignored. */
  stop(): void {
    this.seal();
    this.stopped = true;
  }

  private hasRoomFor(lane: Lane, maxItems: number): boolean {
    const { pipeline } = this.parts;
    if (this.length + pipeline.waitingItems < maxItems) return true;
    return lane === 'errors' && pipeline.makeRoom('queue_full');
  }

  private offer(lane: Lane): void {
    const batch = this.lanes[lane].take();
    if (batch) this.parts.pipeline.offer({ lane, ...batch });
  }

  private startTimer(): NodeJS.Timeout {
    const { scheduledDelayMs } = this.parts.limits;
    // Without the request in which a batch happens to begin.
    return context.with(ROOT_CONTEXT, () => setTimeout(() => this.seal(), scheduledDelayMs).unref());
  }
}
