import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ObservedTrace, TraceFate } from '../core/observed-trace.js';
import type { KeepReason } from './sampling-counts.js';

/** Who acts when somebody marks a trace. */
export interface TraceKeeper {
  keep(record: TraceRecord, reason: KeepReason): void;
}

/** The spans of one trace in this process that ended while it is open, and what is known of it. */
export class TraceRecord implements ObservedTrace {
  fate: TraceFate = 'open';
  /** Why it is kept, or will be if nothing forbids it. */
  reason: KeepReason | undefined;
  /** A rule said `never`: nothing that happens later keeps it. */
  forbidden = false;
  /** Whether its first span here has ended. */
  ended = false;
  spans: ReadableSpan[] = [];
  bytes = 0;
  private listeners: ((fate: TraceFate) => void)[] | undefined;

  constructor(
    readonly keeper: TraceKeeper,
    readonly traceId: string,
    /** Of the first span in this process: when that one ends, the trace is decided. */
    readonly rootSpanId: string,
    /** The decision at the start, and why; `undefined` when the ratio did not choose it. */
    readonly chosen: KeepReason | undefined,
    /** From `performance.now()`. */
    readonly startedAt: number,
  ) {}

  keep(): void {
    this.keeper.keep(this, 'marked');
  }

  whenDecided(told: (fate: TraceFate) => void): void {
    if (this.fate === 'open') (this.listeners ??= []).push(told);
    else told(this.fate);
  }

  /** Notes the decision and tells who waits for it. */
  decide(fate: TraceFate): void {
    this.fate = fate;
    const waiting = this.listeners;
    this.listeners = undefined;
    if (waiting) for (const told of waiting) told(fate);
  }
}
