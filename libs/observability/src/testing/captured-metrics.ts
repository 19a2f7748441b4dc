import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** One series of a metric. */
export interface CapturedPoint {
  readonly type: 'counter' | 'upDownCounter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly attributes: Attributes;
  /** Of a counter or gauge. */
  readonly value?: number;
  /** Of a histogram. */
  readonly count?: number;
  /** Of a histogram, in the metric's unit. */
  readonly sum?: number;
  /** Of a histogram: measurements in each bucket, the last one without upper bound. */
  readonly buckets?: readonly number[];
  /** Of a histogram: inclusive upper bounds. */
  readonly bounds?: readonly number[];
}

/** Points by metric name. */
export type CapturedMetrics = ReadonlyMap<string, readonly CapturedPoint[]>;

/** Brings a collection of the SDK into plain values. */
export function toCapturedMetrics(collected: ResourceMetrics | undefined): CapturedMetrics {
  const points = new Map<string, CapturedPoint[]>();
  for (const { metrics } of collected?.scopeMetrics ?? [])
    for (const metric of metrics) {
      const { name } = metric.descriptor;
      points.set(name, [...(points.get(name) ?? []), ...pointsOf(metric)]);
    }
  return points;
}

/**
 * What was measured between two collections: counters and histograms become differences, and those that did not
 * move disappear; gauges and up-down counters stay as they are.
 */
export function metricsSince(before: CapturedMetrics, after: CapturedMetrics): CapturedMetrics {
  const moved = new Map<string, CapturedPoint[]>();
  for (const [name, points] of after) {
    const earlier = new Map(before.get(name)?.map(point => [seriesKey(point), point]));
    const left = points.flatMap(point => difference(point, earlier.get(seriesKey(point))));
    if (left.length > 0) moved.set(name, left);
  }
  return moved;
}

function pointsOf(metric: MetricData): CapturedPoint[] {
  const { unit } = metric.descriptor;
  if (metric.dataPointType === DataPointType.HISTOGRAM)
    return metric.dataPoints.map(({ attributes, value }) => ({
      type: 'histogram',
      unit,
      attributes: { ...attributes },
      ...figuresOf(value),
    }));
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM)
    return metric.dataPoints.map(({ attributes, value: { count, sum = 0 } }) => ({
      type: 'histogram',
      unit,
      attributes: { ...attributes },
      count,
      sum,
    }));
  const type = numberTypeOf(metric);
  return metric.dataPoints.map(({ attributes, value }) => ({
    type,
    unit,
    attributes: { ...attributes },
    value,
  }));
}

function numberTypeOf(metric: MetricData): CapturedPoint['type'] {
  if (metric.dataPointType !== DataPointType.SUM) return 'gauge';
  const addsUp = metric.isMonotonic && metric.aggregationTemporality === AggregationTemporality.CUMULATIVE;
  return addsUp ? 'counter' : 'upDownCounter';
}

const figuresOf = ({ count, sum = 0, buckets }: Histogram) => ({
  count,
  sum,
  buckets: [...buckets.counts],
  bounds: [...buckets.boundaries],
});

const seriesKey = ({ attributes }: CapturedPoint): string =>
  JSON.stringify(Object.entries(attributes).sort());

function difference(point: CapturedPoint, earlier: CapturedPoint | undefined): CapturedPoint[] {
  if (!earlier) return [point];
  if (point.type === 'counter') {
    const value = (point.value ?? 0) - (earlier.value ?? 0);
    return value === 0 ? [] : [{ ...point, value }];
  }
  if (point.type !== 'histogram') return [point];
  const count = (point.count ?? 0) - (earlier.count ?? 0);
  if (count === 0) return [];
  const sum = (point.sum ?? 0) - (earlier.sum ?? 0);
  const buckets = point.buckets?.map((held, index) => held - (earlier.buckets?.[index] ?? 0));
  return [{ ...point, count, sum, ...(buckets && { buckets }) }];
}
