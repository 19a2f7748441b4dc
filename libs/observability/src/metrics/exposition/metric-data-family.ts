import { DataPointType } from '@opentelemetry/sdk-metrics';
import type { DataPoint, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarSource } from '../exemplar-store.js';
import { bucketExemplars } from './bucket-exemplars.js';
import { explicitBuckets } from './exponential-buckets.js';
import type { ExplicitBuckets } from './exponential-buckets.js';
import { labelPairs, labelText } from './labels.js';
import { prometheusName } from './metric-name.js';
import type { NamedKind } from './metric-name.js';
import type { FamilyType, MetricFamily, MetricSample, MetricSeries } from './metric-family.js';

/** Turns a metric of the OpenTelemetry SDK into a family: a monotonic sum is a counter, any other sum a gauge. */
export function metricDataFamily(metric: MetricData, exemplars?: ExemplarSource): MetricFamily {
  const { name, unit, description } = metric.descriptor;
  const type = familyType(metric);
  const named = prometheusName(name, unit, namedKind(metric));
  return { ...named, type, help: description, series: seriesOf(metric, exemplars) };
}

function familyType(metric: MetricData): FamilyType {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'gauge';
  return 'histogram';
}

function namedKind(metric: MetricData): NamedKind {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  return metric.dataPointType === DataPointType.SUM && metric.isMonotonic ? 'counter' : 'other';
}

function seriesOf(metric: MetricData, exemplars: ExemplarSource | undefined): MetricSeries[] {
  const kept = (point: DataPoint<unknown>): readonly Exemplar[] =>
    exemplars?.lookup(metric.descriptor.name, point.attributes) ?? [];
  switch (metric.dataPointType) {
    case DataPointType.GAUGE:
      return metric.dataPoints.map(point => singleSample(point, ''));
    case DataPointType.SUM:
      return metric.dataPoints.map(point => singleSample(point, metric.isMonotonic ? '_total' : ''));
    case DataPointType.HISTOGRAM:
      return metric.dataPoints.map(point => histogramSeries(point, point.value.buckets, kept(point)));
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return metric.dataPoints.map(point =>
        histogramSeries(point, explicitBuckets(point.value), kept(point)),
      );
  }
}

function singleSample(point: DataPoint<number>, suffix: '' | '_total'): MetricSeries {
  return { labels: labelText(labelPairs(point.attributes)), samples: [{ suffix, value: point.value }] };
}

function histogramSeries(
  point: DataPoint<Pick<Histogram, 'sum'>>,
  buckets: ExplicitBuckets,
  exemplars: readonly Exemplar[],
): MetricSeries {
  const byBucket = bucketExemplars(buckets.boundaries, exemplars);
  const samples: MetricSample[] = [];
  let count = 0;
  buckets.counts.forEach((inBucket, bucket) => {
    count += inBucket;
    const bound = buckets.boundaries[bucket] ?? Infinity;
    samples.push({ suffix: '_bucket', bound, value: count, exemplar: byBucket.get(bucket) });
  });
  samples.push({ suffix: '_sum', value: point.value.sum ?? 0 }, { suffix: '_count', value: count });
  return { labels: labelText(labelPairs(point.attributes, 'le')), samples };
}
