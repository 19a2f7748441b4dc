import type { DropReason, ExportLedger } from '../../core/export-ledger.js';
import { AttemptPace, type BreakerState } from './attempt-pace.js';
import { attempt } from './attempt.js';
import { BatchPacker } from './batch-packer.js';
import type { OfferedBatch } from './export-batch.js';
import type { ExportAnswer, ExportBody } from './export-transport.js';
import type { BatchSource, PipelineLimits, PipelineParts } from './pipeline-parts.js';
import { QueuedBatch } from './queued-batch.js';
import { halvesOf } from './request-body.js';
import { WaitingBatches } from './waiting-batches.js';

/**
 * Stands between what ends and a transport: keeps batches, compressed, until the backend has taken them, within limits of
 * memory and age. Every item of an offered batch is counted once in the ledger, as exported or dropped; what is in neither is
 * in {@link queuedItems}.
 */
export class ExportPipeline {
  private readonly waiting = new WaitingBatches();
  private readonly packer: BatchPacker;
  private readonly underWay = new Set<QueuedBatch>();
  private readonly sources: BatchSource[] = [];
  private readonly pace: AttemptPace;
  private readonly flushes = new Set<() => void>();
  private bytes = 0;
  private offers = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly parts: PipelineParts) {
    this.pace = new AttemptPace(parts.limits.maxParallel, parts.timing);
    this.packer = new BatchPacker(parts.compression, {
      packed: (batch, body, items) => this.packed(batch, body, items),
      unpackable: (batch, thrown) => this.unpackable(batch, thrown),
    });
  }

  get ledger(): ExportLedger {
    return this.parts.ledger;
  }

  get limits(): PipelineLimits {
    return this.parts.limits;
  }

  /** Items that have not met their fate, counted from where they are and not from the ledger. */
  get queuedItems(): number {
    const open = this.sources.reduce((sum, { length }) => sum + length, 0);
    return open + this.waitingItems + this.itemsUnderWay;
  }

  /** Items in batches that wait. */
  get waitingItems(): number {
    return itemsOf(this.waiting);
  }

  get itemsUnderWay(): number {
    return itemsOf(this.underWay);
  }

  /** Memory that batches take. */
  get queuedBytes(): number {
    return this.bytes;
  }

  get breaker(): BreakerState {
    return this.pace.state(performance.now());
  }

  /** Counts what a source holds as queued, and has it offered when everything has to leave. */
  feedFrom(source: BatchSource): void {
    this.sources.push(source);
  }

  /** Takes a batch, whose items the ledger knows as ended. Never throws and never waits. */
  offer(batch: OfferedBatch): void {
    if (this.closed) return this.parts.ledger.dropped('shutdown_deadline', batch.items);
    if (this.parts.limits.newestOnly) for (const old of this.waiting.takeAll()) this.drop('superseded', old);
    const queued = new QueuedBatch(batch, performance.now(), this.offers++);
    this.bytes += queued.bytes;
    this.waiting.add(queued);
    this.keepWithinBudget();
    this.packer.add(queued);
    this.proceed();
  }

  /** Drops the oldest batch that is no error, for want of room. @returns whether there was one */
  makeRoom(reason: DropReason): boolean {
    const oldest = this.waiting.takeOldest(['rest']);
    if (oldest) this.drop(reason, oldest);
    return oldest !== undefined;
  }

  /**
   * Sends what was offered so far, without the pauses of a pipeline that has failed lately, as long as attempts succeed.
   * Resolves when it is sent, when an attempt shows that it cannot be, or at the deadline. Never rejects.
   */
  async flush(deadlineMs: number): Promise<void> {
    this.seal();
    if (!this.pace.hurry(performance.now())) return;
    await this.sendUntil(deadlineMs);
  }

  /** Sends what is left, drops the rest as `shutdown_deadline` and ends the pipeline. Never rejects. */
  async drain(deadlineMs: number): Promise<void> {
    if (this.closed) return;
    this.seal();
    this.pace.forgetPause();
    await this.sendUntil(deadlineMs);
    this.close();
  }

  /** Ends the pipeline at once; what is left is dropped as `shutdown_deadline`. */
  close(): void {
    for (const { items } of this.surrender()) this.lost('shutdown_deadline', items);
  }

  /** Ends the pipeline and gives what is left to the caller, who has to count it. */
  surrender(): readonly QueuedBatch[] {
    if (this.closed) return [];
    this.seal();
    this.closed = true;
    clearTimeout(this.timer);
    const left = [...this.waiting.takeAll(), ...this.underWay];
    for (const batch of left) this.forget(batch);
    this.underWay.clear();
    this.parts.transport.close();
    this.tellFlushes();
    return left;
  }

  private seal(): void {
    for (const source of this.sources) source.seal();
  }

  private async sendUntil(deadlineMs: number): Promise<void> {
    const last = this.offers;
    const failedBefore = this.pace.failing;
    const isOver = (): boolean =>
      this.closed ||
      (failedBefore &&
        this.pace.failing &&
        this.underWay.size === 0 &&
        this.pace.wait(performance.now(), 1) > 0) ||
      ![...this.waiting, ...this.underWay].some(({ order }) => order < last);
    this.proceed();
    if (isOver()) return;
    await new Promise<void>(resolve => {
      const check = (): void => {
        if (isOver()) end();
      };
      const end = (): void => {
        clearTimeout(deadline);
        this.flushes.delete(check);
        resolve();
      };
      // Someone waits for this one, so it holds the process: the sockets do not.
      const deadline = setTimeout(end, deadlineMs);
      this.flushes.add(check);
    });
  }

  /** Packs and sends whatever may be packed and sent now, and wakes up when there may be more. */
  private proceed(): void {
    if (this.closed) return;
    this.dropExpired();
    clearTimeout(this.timer);
    while (this.waiting.length > 0 && this.underWay.size < this.pace.parallel) {
      const wait = this.pace.wait(performance.now(), this.waiting.length);
      if (wait > 0) return this.wakeIn(wait);
      const batch = this.waiting.takeNext();
      if (!batch) break;
      void this.send(batch);
    }
    if (this.waiting.oldest !== undefined)
      this.wakeIn(this.waiting.oldest + this.parts.limits.maxAgeMs - performance.now());
  }

  private wakeIn(milliseconds: number): void {
    this.timer = setTimeout(() => this.proceed(), Math.max(1, milliseconds)).unref();
  }

  private packed(batch: QueuedBatch, body: ExportBody, items: number): void {
    if (items < batch.items) {
      this.lost('serialize_error', batch.items - items);
      batch.items = items;
    }
    this.bytes += batch.packAs(body);
    if (items === 0) {
      this.waiting.remove(batch);
      this.forget(batch);
    }
    this.keepWithinBudget();
    this.proceed();
    this.tellFlushes();
  }

  private unpackable(batch: QueuedBatch, thrown: unknown): void {
    this.waiting.remove(batch);
    this.drop('serialize_error', batch, thrown);
    this.tellFlushes();
  }

  private async send(batch: QueuedBatch): Promise<void> {
    const { transport, limits, watcher } = this.parts;
    const startedAt = performance.now();
    this.pace.started(startedAt);
    this.underWay.add(batch);
    const answer = await attempt(transport, batch.body as never, limits.attemptMs);
    watcher?.answered(answer, { items: batch.items, milliseconds: performance.now() - startedAt });
    if (batch.gone) return;
    if (answer.kind === 'too-large') await this.halve(batch);
    else this.settle(batch, answer, startedAt);
    this.proceed();
    this.tellFlushes();
  }

  private settle(
    batch: QueuedBatch,
    answer: Exclude<ExportAnswer, { kind: 'too-large' }>,
    startedAt: number,
  ): void {
    const now = performance.now();
    this.underWay.delete(batch);
    if (answer.kind === 'retry') {
      this.waiting.putBack(batch);
      this.pace.failed(startedAt, now, answer.retryAfterMs);
      this.parts.watcher?.failed(answer.reason, this);
      return;
    }
    const wasFailing = this.pace.failing;
    this.pace.answered(now);
    if (wasFailing) this.parts.watcher?.recovered(this);
    if (answer.kind === 'refused') return this.drop('rejected_permanent', batch, answer.reason);
    const rejected = Math.min(Math.max(answer.rejectedItems ?? 0, 0), batch.items);
    this.parts.ledger.exported(batch.items - rejected);
    this.forget(batch);
    if (rejected > 0) this.lost('rejected_partial', rejected, answer.message);
  }

  /** Each half goes its own way, in the place of the whole. */
  private async halve(batch: QueuedBatch): Promise<void> {
    const halves = await halvesOf(batch.body as never, this.parts.format, this.ledger.signal).catch(
      () => undefined,
    );
    this.pace.answered(performance.now());
    if (batch.gone) return;
    this.underWay.delete(batch);
    if (!halves) return this.drop('rejected_permanent', batch, 'too large, even by itself');
    this.forget(batch);
    for (const { bytes, items } of halves) {
      const source = { lane: batch.lane, items, size: bytes.length, encode: () => ({ bytes, items }) };
      const half = new QueuedBatch(source, batch.offeredAt, batch.order);
      this.bytes += half.bytes;
      this.waiting.putBack(half);
      this.packer.add(half);
    }
    this.keepWithinBudget();
  }

  private keepWithinBudget(): void {
    while (this.bytes > this.parts.limits.maxBytes) {
      const oldest = this.waiting.takeOldest();
      if (!oldest) return;
      this.drop('bytes_limit', oldest);
    }
  }

  private dropExpired(): void {
    const since = performance.now() - this.parts.limits.maxAgeMs;
    for (const batch of this.waiting.takeOlderThan(since)) this.drop('expired', batch);
  }

  private drop(reason: DropReason, batch: QueuedBatch, cause?: unknown): void {
    this.forget(batch);
    this.lost(reason, batch.items, cause);
  }

  /** Counts items that nobody will get, and says so. */
  lost(reason: DropReason, items: number, cause?: unknown): void {
    this.parts.ledger.dropped(reason, items);
    this.parts.watcher?.dropped(reason, items, cause);
  }

  private forget(batch: QueuedBatch): void {
    batch.gone = true;
    this.bytes -= batch.bytes;
  }

  private tellFlushes(): void {
    for (const check of this.flushes) check();
  }
}

function itemsOf(batches: Iterable<QueuedBatch>): number {
  let items = 0;
  for (const batch of batches) items += batch.items;
  return items;
}
