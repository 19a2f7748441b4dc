import { trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Context, Histogram, SpanContext } from '@opentelemetry/api';
import { traceOf } from '../core/observed-trace.js';
import type { Operation } from '../core/operation.js';
import type { ExemplarSlots } from './exemplar-store.js';
import type { MetricsSource } from './metrics-source.js';
import { durationBuckets } from './red-buckets.js';

/** A histogram of operation durations in seconds, with an exemplar for each bucket. */
export class DurationHistogram {
  readonly #histogram: Histogram;
  readonly #slots: ExemplarSlots | undefined;

  constructor(source: MetricsSource, name: string, description: string) {
    const bounds = source.durationBuckets ?? durationBuckets;
    const advice = { explicitBucketBoundaries: [...bounds] };
    this.#histogram = source.meter.createHistogram(name, { unit: 's', description, advice });
    this.#slots = source.exemplars?.instrument(name, bounds);
  }

  /** Records how long the operation took. */
  record({ duration, context }: Operation, attributes: Attributes): void {
    const seconds = duration / 1_000;
    // The context too: should the SDK ever gain exemplars, it finds the span there.
    this.#histogram.record(seconds, attributes, context);
    this.#slots?.offer(seconds, attributes, leavingSpan(context));
  }
}

/**
 * The span, if whoever follows its id will find it. Where the end of a trace decides, the flag says neither: one that was kept
 * at its end lacks it, and one that a rule forbade has it.
 */
function leavingSpan(active: Context): SpanContext | undefined {
  const span = trace.getSpan(active);
  const own = span?.spanContext();
  const decided = traceOf(span);
  if (!own || !decided) return own;
  return decided.fate === 'kept' ? { ...own, traceFlags: TraceFlags.SAMPLED } : undefined;
}
