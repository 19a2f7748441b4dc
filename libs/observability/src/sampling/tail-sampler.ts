import { SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { DropReason } from '../core/export-ledger.js';
import { attr } from '../core/names.js';
import { joinTrace, traceOf } from '../core/observed-trace.js';
import { KeptTraces } from './kept-traces.js';
import { sampledView } from './sampled-view.js';
import { SamplingCounts, type BufferLimit, type KeepReason } from './sampling-counts.js';
import type { SamplingRules } from './sampling-rules.js';
import { SlowTraces, type SlowSettings } from './slow-traces.js';
import { TraceBuffer, type BufferLimits } from './trace-buffer.js';
import { TraceRecord, type TraceKeeper } from './trace-record.js';

/** Which of two queues a span waits in: what went wrong leaves first. */
export type SpanLane = 'errors' | 'rest';

/** A processor that may be told the lane of a span, and how many never come to it. */
export interface SpanExit extends SpanProcessor {
  onEnd(span: ReadableSpan, lane?: SpanLane): void;
  leaveOut?(reason: DropReason, spans: number): void;
}

/** How the end of a trace is decided. */
export interface TailSamplerSettings {
  readonly rules: SamplingRules;
  /** `undefined` when nothing is kept for being slow. */
  readonly slow: SlowSettings | undefined;
  readonly limits: BufferLimits;
}

const dropReasons: Record<BufferLimit, DropReason> = {
  traces: 'queue_full',
  spans: 'queue_full',
  bytes: 'bytes_limit',
  age: 'expired',
};

/** Kept whatever happens in them: nothing about these traces is worth remembering or hurrying. */
const ordinary: ReadonlySet<KeepReason> = new Set(['ratio', 'parent']);

/**
 * Decides what leaves when the first span of a trace in this process ends: what failed, what was slow, what was audited, what was
 * marked, and of the rest what the start had chosen. It wants every span recorded.
 */
export class TailSampler implements SpanProcessor, TraceKeeper {
  readonly counts = new SamplingCounts();
  readonly buffer: TraceBuffer;
  private readonly kept: KeptTraces;
  private readonly slow: SlowTraces | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly exits: readonly SpanExit[],
    private readonly settings: TailSamplerSettings,
  ) {
    const { limits, slow } = settings;
    this.slow = slow && new SlowTraces(slow);
    this.kept = new KeptTraces(limits.traces);
    this.buffer = new TraceBuffer(
      limits,
      (record, limit) => this.decideEarly(record, limit),
      span => this.refuse(span),
    );
    this.timer = setInterval(() => this.buffer.expire(), Math.max(limits.age / 4, 100)).unref();
  }

  onStart(span: ReadableSpan, parent: Context): void {
    const around = traceOf(trace.getSpan(parent));
    joinTrace(span, this.owns(around) ? around : this.begin(span));
  }

  onEnd(span: ReadableSpan): void {
    const record = traceOf(span);
    if (!this.owns(record)) return;
    const reason = reasonIn(span);
    if (reason) this.keep(record, reason);
    if (span.spanContext().spanId === record.rootSpanId) this.conclude(record, span);
    if (record.fate === 'kept') this.forward(span, record);
    else if (record.fate === 'open') this.buffer.hold(record, span);
    else this.drop('sampled_out', 1);
  }

  /** Keeps a trace for what happened in it, now or, where a rule may still forbid it, at its end. */
  keep(record: TraceRecord, reason: KeepReason): void {
    if (record.fate === 'kept' || record.forbidden) return;
    record.reason ??= reason;
    if (record.ended || !this.settings.rules.forbidLate) this.settle(record, record.reason);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.exits.map(exit => exit.forceFlush()));
  }

  /** Decides about traces that have not ended, by what is known of them. */
  decideOpen(): void {
    this.buffer.drain(record => {
      const reason = record.reason ?? record.chosen;
      if (reason) this.settle(record, reason);
      else this.giveUp(record, 'sampled_out');
    });
  }

  async shutdown(): Promise<void> {
    clearInterval(this.timer);
    this.decideOpen();
    await Promise.all(this.exits.map(exit => exit.shutdown()));
  }

  private owns(record: unknown): record is TraceRecord {
    return record instanceof TraceRecord && record.keeper === this;
  }

  private begin(span: ReadableSpan): TraceRecord {
    const { traceId, spanId, traceFlags } = span.spanContext();
    const isChosen = (traceFlags & TraceFlags.SAMPLED) !== 0;
    const chosen = isChosen ? ((span.attributes[attr.samplingReason] as KeepReason) ?? 'ratio') : undefined;
    const record = new TraceRecord(this, traceId, spanId, chosen, performance.now());
    const before = this.kept.get(traceId);
    if (before) this.settle(record, before);
    else if (chosen && !this.settings.rules.decideLate) this.settle(record, chosen);
    else this.buffer.admit(record);
    return record;
  }

  private conclude(record: TraceRecord, root: ReadableSpan): void {
    record.ended = true;
    const isSlow = this.slow?.isSlow(root, hrTimeToMilliseconds(root.duration)) === true;
    if (record.fate === 'kept') return;
    const { rules } = this.settings;
    const verdict = rules.decideLate ? rules.atEnd(root) : undefined;
    record.forbidden = verdict?.never === true;
    const byRule = verdict?.chooses(record.traceId) === true ? 'rule' : undefined;
    const reason = record.reason ?? (isSlow ? 'slow' : verdict ? byRule : record.chosen);
    if (reason && !record.forbidden) {
      this.settle(record, reason);
      return;
    }
    this.counts.countDropped();
    this.giveUp(record, 'sampled_out');
  }

  private decideEarly(record: TraceRecord, limit: BufferLimit): void {
    this.counts.countLimited(limit);
    const isSlow =
      limit === 'age' && this.slow !== undefined && this.settings.limits.age >= this.slow.threshold;
    const reason = record.reason ?? (isSlow ? 'slow' : record.chosen);
    if (reason) this.settle(record, reason);
    else this.giveUp(record, dropReasons[limit]);
  }

  private settle(record: TraceRecord, reason: KeepReason): void {
    record.reason = reason;
    this.counts.countKept(reason);
    if (!ordinary.has(reason)) this.kept.add(record.traceId, reason);
    const waiting = this.buffer.release(record);
    record.decide('kept');
    for (const span of waiting) this.forward(span, record);
  }

  private giveUp(record: TraceRecord, why: DropReason): void {
    this.drop(why, this.buffer.release(record).length);
    record.decide('dropped');
  }

  private forward(span: ReadableSpan, { reason }: TraceRecord): void {
    span.attributes[attr.samplingReason] = reason;
    const lane = reason === undefined || ordinary.has(reason) ? undefined : 'errors';
    const view = sampledView(span);
    for (const exit of this.exits) exit.onEnd(view, lane);
  }

  private refuse(_span: ReadableSpan): void {
    this.counts.countLimited('spans');
    this.drop(dropReasons.spans, 1);
  }

  private drop(why: DropReason, spans: number): void {
    if (spans === 0) return;
    for (const exit of this.exits) exit.leaveOut?.(why, spans);
  }
}

/** What keeps a trace whatever its ratio, as far as one span tells. */
function reasonIn({ status, attributes }: ReadableSpan): KeepReason | undefined {
  const answer = attributes[attr.httpResponseStatusCode];
  if (status.code === SpanStatusCode.ERROR || (typeof answer === 'number' && answer >= 500)) return 'error';
  return attributes[attr.auditRecordId] === undefined ? undefined : 'audited';
}
