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
import type { Redactor } from '../redaction/redactor.js';
import type { LoadShedding } from '../core/load-shedding.js';
import { AdjustableSampler } from '../sampling/adjustable-sampler.js';
import { HeadSampler } from '../sampling/head-sampler.js';
import { SamplingRules } from '../sampling/sampling-rules.js';
import { SiblingProcessor } from '../sampling/sibling.processor.js';
import { TailSampler, type SpanExit } from '../sampling/tail-sampler.js';
import { SheddingExit } from './shedding/shedding.exit.js';
import { SpanTreeProcessor } from './console/span-tree.processor.js';
import { MaskingSpanProcessor } from './masking/masking-span.processor.js';
import { ListeningSampler } from './listening-sampler.js';
import { LimitingSpanProcessor } from './spans/limiting-span-processor.js';
import { SpanCuts } from './spans/span-cuts.js';
import type { OtlpExporters } from './exporters/otlp-exporters.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** What a tracer provider is made of. */
export interface SpanPipeline {
  readonly processors: SpanProcessor[];
  readonly sampler: Sampler;
  /** What decides when a trace starts. */
  readonly head: AdjustableSampler;
  /** Whether a span is sampled exactly if its parent in this process is. */
  readonly followsLocalParent: boolean;
  /** Present when the end of a trace decides what leaves. */
  readonly tail?: TailSampler | undefined;
  /** Present when databases are observed. */
  readonly siblings?: SiblingProcessor | undefined;
  readonly cuts: SpanCuts;
  /** Counts a child span that was given up. */
  readonly childShed: () => void;
}

/** Who takes the spans. */
export interface SpanExits {
  readonly taps: TelemetryTaps;
  readonly exporters: OtlpExporters;
  readonly redactor: Redactor;
  /** What is given up for want of time. */
  readonly shedding: LoadShedding;
}

/** Processors and sampler for the configured exits; nothing records while nobody takes the spans. */
export async function spanPipeline(
  options: ResolvedOptions,
  { taps, exporters, redactor, shedding }: SpanExits,
): Promise<SpanPipeline> {
  const { tracing, otlp } = options;
  const cuts = new SpanCuts();
  const senders = await exporters.spans(otlp.traces, tracing.batch);
  const exits: SpanExit[] = senders.map(sender => new SheddingExit(sender, shedding));
  if (tracing.exporters.includes('console')) {
    exits.push(new SheddingExit(new SpanTreeProcessor(), shedding));
  }
  // Lines follow the decision about their trace, so it has to be made even where no span leaves.
  const records = exits.length > 0 || options.logging.sampling !== undefined;
  const { sampler, tail, followsLocalParent } = samplingOf(options, exits, records);
  const next = tail ? [tail] : exits;
  const siblings = options.database.enabled
    ? new SiblingProcessor(
        { next, counters: exits, takesUnsampled: tail !== undefined },
        options.database.collapse,
      )
    : undefined;
  return {
    // What is masked is masked whole, so it comes before anything is cut.
    processors: [
      new MaskingSpanProcessor(redactor),
      new LimitingSpanProcessor(
        [new TapSpanProcessor(taps), ...(siblings ? [siblings] : next)],
        tracing.limits,
        cuts,
      ),
    ],
    cuts,
    head: sampler,
    sampler: records ? sampler : new ListeningSampler(sampler, taps),
    followsLocalParent: records && followsLocalParent,
    tail,
    siblings,
    childShed() {
      for (const exit of exits) exit.leaveOut?.('shed', 1);
    },
  };
}

interface Sampling {
  readonly sampler: AdjustableSampler;
  readonly followsLocalParent: boolean;
  readonly tail?: TailSampler;
}

/** Without an option beyond the ratio it is the SDK's own sampler, and nothing decides at the end. */
function samplingOf(
  { tracing, sampling }: ResolvedOptions,
  exits: readonly SpanExit[],
  records: boolean,
): Sampling {
  const { ratio, followsParent } = tracing.sampler;
  const { rateLimit, tail } = sampling;
  if (sampling.rules.length === 0 && rateLimit === undefined && !tail) {
    const sampler = new AdjustableSampler(ratio, share => samplerOf({ ratio: share, followsParent }));
    return { sampler, followsLocalParent: followsParent };
  }
  const rules = new SamplingRules(sampling.rules);
  const recordsAll = tail !== undefined && records;
  return {
    sampler: new AdjustableSampler(
      ratio,
      share => new HeadSampler({ ratio: share, followsParent, rules, rateLimit, recordsAll }),
    ),
    followsLocalParent: true,
    ...(recordsAll && { tail: new TailSampler(exits, { rules, ...tail }) }),
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
