/** What a family measures. `bare-counter` is a counter whose name does not end in `_total`, which only the text format can say. */
export type FamilyType = 'counter' | 'bare-counter' | 'gauge' | 'histogram' | 'summary' | 'info';

/** What a sample's name adds to the name of its family. */
export type SampleSuffix = '' | '_total' | '_bucket' | '_sum' | '_count' | '_info';

/** One observation kept as an example of a sample. */
export interface SampleExemplar {
  /** Label pairs as they stand between the braces. */
  readonly labels: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** One line of a page. */
export interface MetricSample {
  readonly suffix: SampleSuffix;
  readonly value: number;
  /** Upper bound of a histogram bucket (`le`), or the quantile of a summary. */
  readonly bound?: number;
  readonly exemplar?: SampleExemplar | undefined;
}

/** The lines that share one label set. */
export interface MetricSeries {
  /** Label pairs as they stand between the braces, sorted by name; empty when there are none. */
  readonly labels: string;
  readonly samples: readonly MetricSample[];
}

/** A named metric in Prometheus terms, ready to be written in either format. */
export interface MetricFamily {
  /** Without the suffix of its samples: a counter `orders_total` has the name `orders`. */
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  /** Empty unless the name ends with it, as OpenMetrics demands. */
  readonly unit: string;
  readonly series: readonly MetricSeries[];
}

const SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: ['_total', '_created'],
  'bare-counter': [],
  gauge: [],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['_sum', '_count', '_created'],
  info: ['_info'],
};

/** Every name that a family occupies on a page: another family with one of them would make the page invalid. */
export function occupiedNames(family: Pick<MetricFamily, 'name' | 'type'>): string[] {
  return [family.name, ...SUFFIXES[family.type].map(suffix => family.name + suffix)];
}
