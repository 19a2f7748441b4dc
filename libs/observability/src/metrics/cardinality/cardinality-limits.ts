/** How many series the metrics of an application may have. */
export interface CardinalityLimits {
  /** Values of one label of one metric, those of known routes not counted. */
  readonly perLabel: number;
  /** Series of one metric, the one for what is beyond the limit included. */
  readonly perMetric: number;
  /** Series of all metrics of the application together; those of this library's own metrics are always admitted. */
  readonly perProcess: number;
}

/** Which limit folded something. */
export type CardinalityLimit = 'label' | 'metric' | 'process';

/** What was folded, so often so far. */
export interface FoldedRecords {
  readonly metric: string;
  /** Absent when the whole series was. */
  readonly label: string | undefined;
  readonly limit: CardinalityLimit;
  readonly records: number;
}
