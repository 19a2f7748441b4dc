import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';

/** A sampler whose ratio changes while the application runs: the traces that start from then on are decided by another one. */
export class AdjustableSampler implements Sampler {
  private inner: Sampler;
  private current: number;

  constructor(
    /** What the options say, 0 to 1. */
    readonly configured: number,
    private readonly make: (ratio: number) => Sampler,
  ) {
    this.inner = make(configured);
    this.current = configured;
  }

  /** Share of new traces that is chosen, 0 to 1. */
  get ratio(): number {
    return this.current;
  }

  set ratio(ratio: number) {
    this.inner = this.make(ratio);
    this.current = ratio;
  }

  shouldSample(
    active: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    return this.inner.shouldSample(active, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `AdjustableSampler{${this.inner.toString()}}`;
  }
}
