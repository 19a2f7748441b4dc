import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { LoadShedding } from '../../core/load-shedding.js';
import type { DropReason } from '../../core/export-ledger.js';
import { attr } from '../../core/names.js';
import type { SpanExit, SpanLane } from '../../sampling/tail-sampler.js';

/** Lets only what failed, was audited, or was kept for a reason pass to an exit while the event loop is saturated. */
export class SheddingExit implements SpanExit {
  constructor(
    private readonly exit: SpanExit,
    private readonly shedding: LoadShedding,
  ) {}

  onStart(...started: Parameters<SpanProcessor['onStart']>): void {
    this.exit.onStart(...started);
  }

  onEnd(span: ReadableSpan, lane?: SpanLane): void {
    if (this.shedding.level < 4 || lane === 'errors' || matters(span)) this.exit.onEnd(span, lane);
    else if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0 && this.shedding.sheds('traces'))
      this.leaveOut('shed', 1);
  }

  leaveOut(reason: DropReason, spans: number): void {
    this.exit.leaveOut?.(reason, spans);
  }

  forceFlush(): Promise<void> {
    return this.exit.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.exit.shutdown();
  }
}

function matters({ status, attributes }: ReadableSpan): boolean {
  return status.code === SpanStatusCode.ERROR || attributes[attr.auditRecordId] !== undefined;
}
