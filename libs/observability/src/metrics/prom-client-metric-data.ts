import { ValueType } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, MetricData, MetricDescriptor } from '@opentelemetry/sdk-metrics';
import { withNativeFamily } from './exposition/native-family.js';
import { promClientFamily, promClientSeries } from './prom-client-family.js';
import type { PromClientLabels, PromClientMetric, PromClientSeries } from './prom-client-family.js';
import type { SampleSuffix } from './exposition/metric-family.js';

/** When a series began, and when it was read. */
export interface ReadingTimes {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** What a reading of one prom-client metric is turned with. */
export interface PromClientReading extends ReadingTimes {
  readonly metric: PromClientMetric;
  readonly defaultLabels: PromClientLabels;
}

/**
 * Turns a prom-client metric into OpenTelemetry metric data under the same name: `orders_total` is sent as
 * `orders_total`, because the OTLP-to-Prometheus rules turn that into itself. A summary, which OpenTelemetry cannot
 * record, goes out as a gauge with a `quantile` attribute and two sums, `<name>_sum` and `<name>_count`.
 */
export function promClientMetricData(reading: PromClientReading): MetricData[] {
  const { metric } = reading;
  const series = promClientSeries(metric, reading.defaultLabels);
  const translated = translate(metric, series, reading);
  const family = promClientFamily(metric, series);
  return translated.map((data, index) => withNativeFamily(data, index === 0 ? family : 'elsewhere'));
}

function translate(
  metric: PromClientMetric,
  series: readonly PromClientSeries[],
  times: ReadingTimes,
): MetricData[] {
  const from = (suffix: SampleSuffix): DataPoint<number>[] => numberPoints(series, suffix, times);
  switch (metric.type) {
    case 'counter':
      return [sum(metric, '', from(metric.name.endsWith('_total') ? '_total' : ''))];
    case 'gauge':
      return [gauge(metric, from(''))];
    case 'histogram':
      return [histogram(metric, series, times)];
    case 'summary':
      return [
        gauge(metric, from('')),
        sum(metric, '_sum', from('_sum')),
        sum(metric, '_count', from('_count')),
      ];
  }
}

function descriptor({ name, help }: PromClientMetric, suffix = ''): MetricDescriptor {
  return { name: name + suffix, description: help, unit: '', valueType: ValueType.DOUBLE };
}

function gauge(metric: PromClientMetric, dataPoints: DataPoint<number>[]): MetricData {
  const aggregationTemporality = AggregationTemporality.CUMULATIVE;
  return {
    descriptor: descriptor(metric),
    dataPointType: DataPointType.GAUGE,
    aggregationTemporality,
    dataPoints,
  };
}

function sum(metric: PromClientMetric, suffix: string, dataPoints: DataPoint<number>[]): MetricData {
  return {
    descriptor: descriptor(metric, suffix),
    dataPointType: DataPointType.SUM,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    isMonotonic: true,
    dataPoints,
  };
}

function histogram(
  metric: PromClientMetric,
  series: readonly PromClientSeries[],
  times: ReadingTimes,
): MetricData {
  return {
    descriptor: descriptor(metric),
    dataPointType: DataPointType.HISTOGRAM,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: series.map(one => ({ ...times, attributes: one.attributes, value: histogramValue(one) })),
  };
}

function numberPoints(
  series: readonly PromClientSeries[],
  suffix: SampleSuffix,
  { startTime, endTime }: ReadingTimes,
): DataPoint<number>[] {
  return series.flatMap(({ attributes, samples }) =>
    samples
      .filter(sample => sample.suffix === suffix)
      .map(({ bound, value }) => ({
        startTime,
        endTime,
        attributes: bound === undefined ? attributes : { ...attributes, quantile: String(bound) },
        value,
      })),
  );
}

function histogramValue({ samples }: PromClientSeries): Histogram {
  const valueOf = (suffix: SampleSuffix): number =>
    samples.find(sample => sample.suffix === suffix)?.value ?? 0;
  const buckets = samples.filter(sample => sample.suffix === '_bucket');
  const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
  const boundaries = buckets.map(({ bound = Infinity }) => bound).filter(Number.isFinite);
  return { buckets: { boundaries, counts }, sum: valueOf('_sum'), count: valueOf('_count') };
}
