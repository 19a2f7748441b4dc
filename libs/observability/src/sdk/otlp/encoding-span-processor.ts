import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { DropReason } from '../../core/export-ledger.js';
import type { BatchIntake } from '../pipeline/batch-intake.js';
import type { Lane } from '../pipeline/export-batch.js';
import type { ExportPipeline } from '../pipeline/export-pipeline.js';

/** What a span processor is made of. */
export interface SpanProcessorParts {
  readonly intake: BatchIntake<ReadableSpan>;
  readonly pipelines: readonly ExportPipeline[];
  /** Milliseconds for what is left when the application ends or asks for a flush. */
  readonly flushTimeoutMs: number;
  /** Takes spans without the sampled flag too: somebody before it has decided. @defaultValue `false` */
  readonly takesUnsampled?: boolean;
}

/** Hands spans that end to the pipelines of their targets. See docs/decisions/0013 and 0018. */
export class EncodingSpanProcessor implements SpanProcessor {
  private readonly intake: BatchIntake<ReadableSpan>;
  private readonly takesUnsampled: boolean;

  constructor(private readonly parts: SpanProcessorParts) {
    this.intake = parts.intake;
    this.takesUnsampled = parts.takesUnsampled === true;
  }

  onStart(): void {}

  /** @param lane errors leave first and are dropped last; by default a span with the status ERROR is one */
  onEnd(span: ReadableSpan, lane?: Lane): void {
    if (!this.takesUnsampled && (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.intake.add(span, lane ?? (span.status.code === SpanStatusCode.ERROR ? 'errors' : 'rest'));
  }

  /** Counts spans that somebody before it decided not to send. */
  leaveOut(reason: DropReason, spans: number): void {
    for (const { ledger } of this.parts.pipelines) {
      ledger.ended(spans);
      ledger.dropped(reason, spans);
    }
  }

  /** Resolves when everything that ended before is sent, or cannot be sent now. Never rejects. */
  async forceFlush(): Promise<void> {
    const { pipelines, flushTimeoutMs } = this.parts;
    await Promise.all(pipelines.map(pipeline => pipeline.flush(flushTimeoutMs)));
  }

  /** Sends everything within the deadline and ends the pipeline; later spans are ignored. Never rejects. */
  async shutdown(): Promise<void> {
    this.intake.stop();
    const { pipelines, flushTimeoutMs } = this.parts;
    await Promise.all(pipelines.map(pipeline => pipeline.drain(flushTimeoutMs)));
  }
}
