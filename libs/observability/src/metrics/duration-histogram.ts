import { trace } from '@opentelemetry/api';
import type { Attributes, Histogram } from '@opentelemetry/api';
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
    this.#slots?.offer(seconds, attributes, trace.getSpanContext(context));
  }
}
