import { context, diag, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import {
  ExportResultCode,
  globalErrorHandler,
  suppressTracing,
  type ExportResult,
} from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BatchLimits } from '../../config/resolved-options.js';
import { SpanEncoder, type EncodedSpans } from './encoded-spans.js';

/** Sends what was encoded. */
export interface EncodedSpanExporter {
  export(spans: EncodedSpans, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** How many batches travel at once when everything has to leave; the exporter refuses more than 30. */
const lanes = 16;
/** Without the request in which a batch happens to fill up, and without spans of its own requests. */
const quiet = suppressTracing(ROOT_CONTEXT);

/**
 * Does what OpenTelemetry's `BatchSpanProcessor` does, by the same limits, but encodes a span when it ends and keeps the bytes
 * alone. See docs/decisions/0013.
 */
export class EncodingSpanProcessor implements SpanProcessor {
  private readonly open = new SpanEncoder();
  private readonly full: EncodedSpans[] = [];
  private readonly sending = new Set<Promise<void>>();
  private waiting = 0;
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly exporter: EncodedSpanExporter,
    private readonly limits: BatchLimits,
  ) {}

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.stopping || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.waiting >= this.limits.maxQueueSize) {
      this.dropped += 1;
      return;
    }
    if (this.dropped > 0) this.tellDropped();
    if (!this.open.fits(span)) this.seal();
    try {
      this.open.add(span);
    } catch (error) {
      diag.error('A span that could not be encoded was dropped', error);
      return;
    }
    this.waiting += 1;
    if (this.open.length >= this.limits.maxExportBatchSize) this.seal();
    this.proceed();
  }

  /** Resolves when everything that ended before is sent, and rejects with the first failure. */
  async forceFlush(): Promise<void> {
    if (this.stopping) return this.stopping;
    await this.sendAll();
  }

  /** Sends everything and ends the exporter; later spans are ignored. */
  shutdown(): Promise<void> {
    return (this.stopping ??= this.sendAll().finally(() => this.exporter.shutdown()));
  }

  private seal(): void {
    const batch = this.open.take();
    if (batch) this.full.push(batch);
  }

  /** Sends the next full batch, one at a time, or sees to it that an open one does not wait too long. */
  private proceed(): void {
    if (this.sending.size > 0 || this.stopping) return;
    if (this.full.length > 0) this.sendInBackground();
    else if (this.open.length > 0) this.timer ??= this.startTimer();
  }

  private startTimer(): NodeJS.Timeout {
    const expired = (): void => {
      this.timer = undefined;
      this.seal();
      this.proceed();
    };
    return context.with(quiet, () => setTimeout(expired, this.limits.scheduledDelayMs).unref());
  }

  private sendInBackground(): void {
    void this.sendNext()
      .catch(globalErrorHandler)
      .finally(() => this.proceed());
  }

  private async sendAll(): Promise<void> {
    this.seal();
    if (this.dropped > 0) this.tellDropped();
    const failures: unknown[] = [];
    const failed = (reason: unknown): void => void failures.push(reason);
    const lane = async (): Promise<void> => {
      while (this.full.length > 0) await this.sendNext().catch(failed);
    };
    const underWay = [...this.sending].map(sent => sent.catch(failed));
    await Promise.all([...underWay, ...Array.from({ length: lanes }, lane)]);
    this.proceed();
    if (failures.length > 0) throw failures[0];
  }

  private sendNext(): Promise<void> {
    const batch = this.full.shift();
    if (!batch) return Promise.resolve();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting -= batch.length;
    const sent = context.with(quiet, () => this.send(batch));
    this.sending.add(sent);
    const over = (): void => void this.sending.delete(sent);
    sent.then(over, over);
    return sent;
  }

  private async send(batch: EncodedSpans): Promise<void> {
    const { resource } = batch;
    if (resource.asyncAttributesPending) await resource.waitForAsyncAttributes?.();
    await new Promise<void>((resolve, reject) => {
      const late = (): void => reject(new Error('Spans were not sent in time'));
      const timer = setTimeout(late, this.limits.exportTimeoutMs).unref();
      this.exporter.export(batch, ({ code, error }) => {
        clearTimeout(timer);
        if (code === ExportResultCode.SUCCESS) resolve();
        else reject(error ?? new Error('Spans could not be sent'));
      });
    });
  }

  private tellDropped(): void {
    diag.warn(`Dropped ${this.dropped} spans because ${this.limits.maxQueueSize} were waiting already`);
    this.dropped = 0;
  }
}
