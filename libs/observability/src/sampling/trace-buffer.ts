import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { BufferLimit } from './sampling-counts.js';
import { spanBytes } from './span-bytes.js';
import type { TraceRecord } from './trace-record.js';

/** How much may wait for its decision. */
export interface BufferLimits {
  /** Open traces. */
  readonly traces: number;
  /** Ended spans of one open trace. */
  readonly spansPerTrace: number;
  /** Memory of all ended spans of open traces, as {@link spanBytes} counts it. */
  readonly bytes: number;
  /** Milliseconds that a trace may be open. */
  readonly age: number;
}

/** Holds the open traces, oldest first, within its limits: what does not fit is decided before its time. */
export class TraceBuffer {
  private readonly open = new Set<TraceRecord>();
  private heldBytes = 0;

  constructor(
    private readonly limits: BufferLimits,
    /** Decides a trace that has to go; it has left the buffer, and its spans are still in its record. */
    private readonly decideEarly: (record: TraceRecord, limit: BufferLimit) => void,
    /** A span for which its trace has no room. */
    private readonly refuse: (span: ReadableSpan) => void,
  ) {}

  /** Open traces. */
  get size(): number {
    return this.open.size;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.heldBytes;
  }

  /** Takes a trace that began. */
  admit(record: TraceRecord): void {
    if (this.open.size >= this.limits.traces) this.evictOldest('traces');
    this.open.add(record);
  }

  /** Holds a span of an open trace until that is decided. */
  hold(record: TraceRecord, span: ReadableSpan): void {
    if (record.spans.length >= this.limits.spansPerTrace) {
      this.refuse(span);
      return;
    }
    const size = spanBytes(span);
    record.spans.push(span);
    record.bytes += size;
    this.heldBytes += size;
    while (this.heldBytes > this.limits.bytes) this.evictOldest('bytes');
  }

  /** Lets go of a trace and gives back the spans that waited. */
  release(record: TraceRecord): readonly ReadableSpan[] {
    const { spans } = record;
    this.open.delete(record);
    this.heldBytes -= record.bytes;
    record.bytes = 0;
    record.spans = [];
    return spans;
  }

  /** Decides what has been open for too long. */
  expire(now = performance.now()): void {
    for (const record of this.open) {
      if (now - record.startedAt < this.limits.age) return;
      this.evict(record, 'age');
    }
  }

  /** Everything that is still open, e.g. when the application ends. */
  drain(each: (record: TraceRecord) => void): void {
    for (const record of this.open) each(record);
  }

  private evictOldest(limit: BufferLimit): void {
    for (const record of this.open) {
      if (limit === 'bytes' && record.bytes === 0) continue;
      this.evict(record, limit);
      return;
    }
  }

  private evict(record: TraceRecord, limit: BufferLimit): void {
    this.decideEarly(record, limit);
    this.open.delete(record);
  }
}
