import type { HrTime, Meter, MetricOptions } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { CollectionResult, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { CardinalityGovernor } from '../cardinality/cardinality-governor.js';
import type { MetricSeries } from '../cardinality/metric-series.js';
import type { RecordingMeter } from '../metrics-source.js';
import { ObservedSum } from './observed-sum.js';
import { SeriesCounter } from './series-counter.js';
import { SeriesHistogram } from './series-histogram.js';

interface Instrument {
  collect(endTime: HrTime): MetricData | undefined;
}

/**
 * The instruments of this library itself. A request records three of them, which costs 5 us with those of the SDK; here
 * each record is a look-up and a few additions. Whoever collects gets copies, cumulative since the start.
 */
export class SeriesMeter implements RecordingMeter, MetricProducer {
  readonly #instruments: Instrument[] = [];

  /**
   * @param scope the instrumentation scope of everything that is collected
   * @param governor bounds the series
   */
  constructor(
    private readonly scope: string,
    private readonly governor: CardinalityGovernor,
  ) {}

  createHistogram(name: string, options: MetricOptions = {}): ReturnType<Meter['createHistogram']> {
    return this.#added(new SeriesHistogram(name, options, this.#allowed(name)));
  }

  createCounter(name: string, options: MetricOptions = {}): ReturnType<Meter['createCounter']> {
    return this.#added(new SeriesCounter(name, options, this.#allowed(name)));
  }

  createObservableUpDownCounter(
    name: string,
    options: MetricOptions = {},
  ): ReturnType<Meter['createObservableUpDownCounter']> {
    return this.#added(new ObservedSum(name, options));
  }

  async collect(): Promise<CollectionResult> {
    const endTime = hrTime();
    const metrics = this.#instruments.flatMap(instrument => instrument.collect(endTime) ?? []);
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: this.scope }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  }

  #allowed(name: string): MetricSeries {
    return this.governor.of(name, { own: true });
  }

  #added<T extends Instrument>(instrument: T): T {
    this.#instruments.push(instrument);
    return instrument;
  }
}
