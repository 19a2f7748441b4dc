import type { Metric } from 'prom-client';
import { escapeLabelValue, labelText } from './exposition/labels.js';
import type { LabelPair } from './exposition/labels.js';
import type {
  FamilyType,
  MetricFamily,
  MetricSample,
  SampleExemplar,
  SampleSuffix,
} from './exposition/metric-family.js';

/** What prom-client's `get()` really answers; its published types leave out half of it. */
export interface PromClientMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly values: readonly PromClientValue[];
}

/** One sample of a prom-client metric. */
export interface PromClientValue {
  readonly value: number;
  readonly labels: PromClientLabels;
  /** Given when it differs from the metric's: `<name>_bucket`, `<name>_sum`, `<name>_count`. */
  readonly metricName?: string;
  readonly exemplar?: {
    readonly labelSet: PromClientLabels;
    readonly value: number;
    readonly timestamp: number;
  } | null;
}

/** Label values as prom-client keeps them: as they were given. */
export type PromClientLabels = Readonly<Record<string, unknown>>;

/** A series of a prom-client metric: the labels that are the user's own, and the samples that have them. */
export interface PromClientSeries {
  readonly attributes: Readonly<Record<string, string>>;
  readonly samples: readonly MetricSample[];
}

/** Reads a metric, running its own `collect` first. */
export async function readPromClientMetric(metric: Metric): Promise<PromClientMetric> {
  return (await metric.get()) as unknown as PromClientMetric;
}

/** Groups a metric's samples by the user's labels; `defaults` are the registry's labels, which a metric's own override. */
export function promClientSeries(metric: PromClientMetric, defaults: PromClientLabels): PromClientSeries[] {
  const bound = metric.type === 'histogram' ? 'le' : metric.type === 'summary' ? 'quantile' : undefined;
  const series = new Map<string, { attributes: Record<string, string>; samples: MetricSample[] }>();
  for (const value of metric.values) {
    const pairs = stringPairs({ ...defaults, ...value.labels }).filter(([name]) => name !== bound);
    const key = labelText(pairs);
    let one = series.get(key);
    if (one === undefined) series.set(key, (one = { attributes: Object.fromEntries(pairs), samples: [] }));
    one.samples.push(sample(metric, value, bound === undefined ? undefined : value.labels[bound]));
  }
  return [...series.values()];
}

/** The metric as it stands in Prometheus, under the very name that the user gave it. */
export function promClientFamily(
  metric: PromClientMetric,
  series: readonly PromClientSeries[],
): MetricFamily {
  return {
    name: metric.type === 'counter' ? metric.name.replace(/_total$/, '') : metric.name,
    type: familyType(metric),
    help: metric.help,
    unit: '',
    series: series.map(one => ({ labels: labelText(Object.entries(one.attributes)), samples: one.samples })),
  };
}

function familyType({ type, name }: PromClientMetric): FamilyType {
  return type === 'counter' && !name.endsWith('_total') ? 'bare-counter' : type;
}

function sample(metric: PromClientMetric, value: PromClientValue, bound: unknown): MetricSample {
  return {
    suffix: suffix(metric, value),
    value: value.value,
    exemplar: exemplar(value),
    ...(bound !== undefined && { bound: bound === '+Inf' ? Infinity : Number(bound) }),
  };
}

function suffix({ name, type }: PromClientMetric, { metricName }: PromClientValue): SampleSuffix {
  if (type === 'counter') return name.endsWith('_total') ? '_total' : '';
  return (metricName ?? name).slice(name.length) as SampleSuffix;
}

function exemplar({ exemplar: kept }: PromClientValue): SampleExemplar | undefined {
  if (kept === undefined || kept === null) return undefined;
  const labels = stringPairs(kept.labelSet).map(([name, value]) => `${name}="${escapeLabelValue(value)}"`);
  return { labels: labels.join(','), value: kept.value, timestamp: kept.timestamp * 1000 };
}

function stringPairs(labels: PromClientLabels): LabelPair[] {
  return Object.entries(labels).map(([name, value]) => [name, value === undefined ? '' : String(value)]);
}
