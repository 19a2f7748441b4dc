import type { Meter } from '@opentelemetry/api';
import type { ExemplarStore } from './exemplar-store.js';

/** The part of a meter that recorders need: the SDK's, or our own. */
export type RecordingMeter = Pick<
  Meter,
  'createHistogram' | 'createCounter' | 'createObservableUpDownCounter'
>;

/** What instruments are made from. */
export interface MetricsSource {
  /** Of a provider that has started: the API hands out no proxies for meters, so an earlier one would record nothing. */
  readonly meter: RecordingMeter;
  /** Keeps trace ids beside duration buckets. */
  readonly exemplars?: ExemplarStore | undefined;
  /** Bounds of duration histograms in seconds. @defaultValue those of the semantic conventions, 5 ms to 10 s */
  readonly durationBuckets?: readonly number[];
}
