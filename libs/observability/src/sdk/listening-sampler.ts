import { SamplingDecision, type Sampler, type SamplingResult } from '@opentelemetry/sdk-trace';
import type { TelemetryTaps } from './telemetry-taps.js';

/**
 * For an application without an exporter: nothing is recorded unless somebody watches from inside the process. Trace ids
 * are made all the same, so log lines stay correlated.
 */
export class ListeningSampler implements Sampler {
  constructor(
    private readonly inner: Sampler,
    private readonly taps: TelemetryTaps,
  ) {}

  shouldSample(...question: Parameters<Sampler['shouldSample']>): SamplingResult {
    return this.taps.watched
      ? this.inner.shouldSample(...question)
      : { decision: SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return `ListeningSampler{${this.inner.toString()}}`;
  }
}
