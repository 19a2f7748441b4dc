import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { BatchLimits } from '../../config/resolved-options.js';
import type { DropReason } from '../../core/export-ledger.js';
import type { Lane } from './export-batch.js';
import type { ExportPipeline } from './export-pipeline.js';
import type { OpenBatch } from './open-batch.js';
import { sharedBatch } from './shared-batch.js';

/** What an intake is made of. */
export interface IntakeParts<T> {
  /** All of them get every batch. With a limit of items there is one, because each has its own room. */
  readonly pipelines: readonly ExportPipeline[];
  readonly limits: BatchLimits;
  /** Makes the open batch of a lane. */
  readonly openBatch: () => OpenBatch<T>;
}

/** A batch of so many bytes is complete: collectors take 4 MiB by default. */
const largestBatch = 1_048_576;

/**
 * Puts what ends into batches, one for each lane, and offers a batch to its pipelines when it is full or has waited for the
 * scheduled delay.
 */
export class BatchIntake<T> {
  private readonly lanes: Record<Lane, OpenBatch<T>>;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: IntakeParts<T>) {
    this.lanes = { errors: parts.openBatch(), rest: parts.openBatch() };
    for (const pipeline of parts.pipelines) pipeline.feedFrom(this);
  }

  /** Items that no batch of a pipeline holds yet. */
  get length(): number {
    return this.lanes.errors.length + this.lanes.rest.length;
  }

  /** Counts an item as ended and takes it. Never throws. */
  add(item: T, lane: Lane): void {
    if (this.stopped) return;
    const { pipelines, limits } = this.parts;
    const batch = this.lanes[lane];
    for (const { ledger } of pipelines) ledger.ended();
    if (limits.maxQueueSize !== undefined && !this.hasRoomFor(lane, limits.maxQueueSize))
      return this.lose('queue_full');
    if (!batch.fits(item)) this.offer(lane);
    try {
      batch.add(item);
    } catch (thrown) {
      return this.lose('serialize_error', thrown);
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
    return this.parts.pipelines.every(
      pipeline =>
        this.length + pipeline.waitingItems < maxItems ||
        (lane === 'errors' && pipeline.makeRoom('queue_full')),
    );
  }

  private lose(reason: DropReason, thrown?: unknown): void {
    for (const pipeline of this.parts.pipelines) pipeline.lost(reason, 1, thrown);
  }

  private offer(lane: Lane): void {
    const taken = this.lanes[lane].take();
    if (!taken) return;
    const { pipelines } = this.parts;
    const batch = pipelines.length > 1 ? sharedBatch(taken) : taken;
    for (const pipeline of pipelines) pipeline.offer({ lane, ...batch });
  }

  private startTimer(): NodeJS.Timeout {
    const { scheduledDelayMs } = this.parts.limits;
    // Without the request in which a batch happens to begin.
    return context.with(ROOT_CONTEXT, () => setTimeout(() => this.seal(), scheduledDelayMs).unref());
  }
}
