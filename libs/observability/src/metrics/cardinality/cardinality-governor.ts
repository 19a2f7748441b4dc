import type { Attributes } from '@opentelemetry/api';
import type { CardinalityLimit, CardinalityLimits, FoldedRecords } from './cardinality-limits.js';
import { MetricSeries } from './metric-series.js';

/** The series that stands for all beyond a limit, by the specification of the metrics SDK. */
export const overflowSeries: Attributes = Object.freeze({ 'otel.metric.overflow': true });

/** How a metric is governed. */
export interface GovernedMetric {
  /** Whether the limit of the process does not concern it: what says that something is wrong must stay visible. */
  readonly own?: boolean;
  /** The series beyond the limits, where the specification's cannot be recorded. */
  readonly overflow?: Attributes;
  /** Whether values count as their texts, so that `1` and `'1'` are the same. */
  readonly asTexts?: boolean;
}

/** Tells once for each metric and label that a limit was reached, and how to go on. */
export type FoldListener = (metric: string, message: string) => void;

/**
 * Bounds the series of an application: values of a label, series of a metric, series of the process. What is beyond is folded into
 * one series and counted, so that sums stay right and nobody can fill the memory, or the bill, with invented values. It decides
 * before anything is stored, because the limit of the SDK holds for one collection and cumulative series are never forgotten.
 */
export class CardinalityGovernor {
  private readonly metrics = new Map<string, MetricSeries>();
  private readonly routes = new Set<string>();
  private readonly folded = new Map<string, { -readonly [K in keyof FoldedRecords]: FoldedRecords[K] }>();
  /** Admitted so far, over all metrics. */
  series = 0;

  constructor(
    readonly limits: CardinalityLimits,
    private readonly told: FoldListener = () => undefined,
  ) {}

  /** The series of a metric; the same for the same name, whoever records it. */
  of(metric: string, how: GovernedMetric = {}): MetricSeries {
    let known = this.metrics.get(metric);
    if (known === undefined) {
      known = new MetricSeries(metric, {
        governor: this,
        own: false,
        overflow: overflowSeries,
        asTexts: false,
        ...how,
      });
      this.metrics.set(metric, known);
    }
    return known;
  }

  /** Routes of the application: whatever else comes, they keep room of their own. */
  knowRoutes(templates: Iterable<string>): void {
    for (const template of templates) this.routes.add(template);
  }

  /** How many routes are known. */
  get knownRoutes(): number {
    return this.routes.size;
  }

  isKnownRoute(value: unknown): boolean {
    return typeof value === 'string' && this.routes.has(value);
  }

  /** Counts a record that was folded. */
  fold(metric: string, limit: CardinalityLimit, label?: string): void {
    const key = `${metric}\u0000${limit}\u0000${label ?? ''}`;
    const known = this.folded.get(key);
    if (known) {
      known.records += 1;
      return;
    }
    this.folded.set(key, { metric, label, limit, records: 1 });
    this.told(metric, this.explain(limit, label));
  }

  /** Everything that was folded so far. */
  get foldedRecords(): Iterable<FoldedRecords> {
    return this.folded.values();
  }

  private explain(limit: CardinalityLimit, label: string | undefined): string {
    const { perLabel, perMetric, perProcess } = this.limits;
    const fix = 'Take what nobody bounds out of the labels, or raise';
    if (limit === 'label')
      return `the label ${label} has more than ${perLabel} values, or one that is too long; further ones are _OTHER. ${fix} metrics.cardinality.perLabel`;
    const most = limit === 'metric' ? perMetric : perProcess;
    const whose = limit === 'metric' ? 'it has' : 'the application has';
    return `${whose} ${most} series; further ones are counted as one. ${fix} metrics.cardinality.${limit === 'metric' ? 'perMetric' : 'perProcess'}`;
  }
}
