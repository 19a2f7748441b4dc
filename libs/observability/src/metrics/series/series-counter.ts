import type { Attributes, Counter, HrTime, MetricOptions } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import type { DataPoint, SumMetricData } from '@opentelemetry/sdk-metrics';
import type { MetricSeries } from '../cardinality/metric-series.js';
import { SeriesSet } from './series-set.js';
import { sumMetricData } from './sum-metric-data.js';

/** A counter, cumulative. */
export class SeriesCounter implements Counter {
  readonly #series: SeriesSet<{ readonly startTime: HrTime; value: number }>;

  constructor(
    private readonly name: string,
    private readonly options: MetricOptions,
    allowed: MetricSeries,
  ) {
    this.#series = new SeriesSet(() => ({ startTime: hrTime(), value: 0 }), allowed);
  }

  /** Anything that would not count upwards is left out, as the specification has it. */
  add(value: number, attributes: Attributes = {}): void {
    if (value >= 0) this.#series.of(attributes).value += value;
  }

  /** Everything so far; `undefined` before the first `add`. */
  collect(endTime: HrTime): SumMetricData | undefined {
    const dataPoints = Array.from(
      this.#series.entries(),
      ([attributes, { startTime, value }]): DataPoint<number> => ({ attributes, startTime, endTime, value }),
    );
    return sumMetricData({ ...this.options, name: this.name, isMonotonic: true, dataPoints });
  }
}
