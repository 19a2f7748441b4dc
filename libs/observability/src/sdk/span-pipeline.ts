import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { ResolvedOptions, ResolvedSampler } from '../config/resolved-options.js';
import { SpanTreeProcessor } from './console/span-tree.processor.js';
import { ListeningSampler } from './listening-sampler.js';
import type { OtlpExporters } from './exporters/otlp-exporters.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** What a tracer provider is made of. */
export interface SpanPipeline {
  readonly processors: SpanProcessor[];
  readonly sampler: Sampler;
  /** Whether a span is sampled exactly if its parent in this process is. */
  readonly followsLocalParent: boolean;
}

/** Who takes the spans. */
export interface SpanExits {
  readonly taps: TelemetryTaps;
  readonly exporters: OtlpExporters;
}

/** Processors and sampler for the configured exits; nothing records while nobody takes the spans. */
export async function spanPipeline(
  options: ResolvedOptions,
  { taps, exporters }: SpanExits,
): Promise<SpanPipeline> {
  const { tracing, otlp } = options;
  const exits: SpanProcessor[] = [];
  for (const target of otlp.traces) exits.push(await exporters.spans(target, tracing.batch));
  if (tracing.exporters.includes('console')) {
    exits.push(new SpanTreeProcessor());
  }
  const sampler = samplerOf(tracing.sampler);
  return {
    processors: [new TapSpanProcessor(taps), ...exits],
    sampler: exits.length > 0 ? sampler : new ListeningSampler(sampler, taps),
    followsLocalParent: exits.length > 0 && tracing.sampler.followsParent,
  };
}

function samplerOf({ ratio, followsParent }: ResolvedSampler): Sampler {
  const root =
    ratio >= 1
      ? new AlwaysOnSampler()
      : ratio <= 0
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return followsParent ? new ParentBasedSampler({ root }) : root;
}

/** Shows every recording span to the taps. */
class TapSpanProcessor implements SpanProcessor {
  constructor(private readonly taps: TelemetryTaps) {}

  onStart(span: ReadableSpan): void {
    if (this.taps.watched) this.taps.spanStarted(span);
  }

  onEnd(span: ReadableSpan): void {
    if (this.taps.watched) this.taps.spanEnded(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
