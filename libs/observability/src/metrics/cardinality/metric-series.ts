import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { otherType } from '../../core/names.js';
import type { CardinalityGovernor } from './cardinality-governor.js';
import { SpellingTree } from './spelling-tree.js';
import { inOrder, isKept, seriesKey, valueKey } from './series-key.js';

/** What the series of one metric are governed by. */
export interface MetricSeriesSettings {
  readonly governor: CardinalityGovernor;
  readonly own: boolean;
  readonly overflow: Attributes;
  readonly asTexts: boolean;
}

/** Series kept free for each known route, e.g. for its statuses; at most half of a metric. */
const roomOfRoute = 8;

/** Labels that hold a route in the metrics of applications, and by the conventions. */
const routeLabels = ['http.route', 'http_route', 'route', 'path', 'url', 'uri'] as const;

/** Which series of one metric are told apart. */
export class MetricSeries {
  /** By their pairs in order: the attributes to record under. */
  private readonly admitted = new Map<string, Attributes>();
  private readonly spellings: SpellingTree;
  /** How many series have each value, by label. */
  private readonly values = new Map<string, Map<string, number>>();
  private open = 0;
  private routed = 0;

  constructor(
    private readonly name: string,
    private readonly settings: MetricSeriesSettings,
  ) {
    this.spellings = new SpellingTree(4 * settings.governor.limits.perMetric);
  }

  /** The attributes under which a record counts: equal ones, or what stands for those beyond a limit. */
  admit(attributes: Attributes): Attributes {
    return this.spellings.get(attributes) ?? this.consider(attributes);
  }

  /** Whether these attributes stand for the given ones instead of being equal to them. */
  stands(admitted: Attributes, given: Attributes): boolean {
    if (admitted === this.settings.overflow) return true;
    for (const label in admitted) {
      if (admitted[label] === otherType && given[label] !== otherType) return true;
    }
    return false;
  }

  /** Gives the room of a series back. */
  forget(attributes: Attributes): void {
    const series = this.normal(attributes);
    if (!this.admitted.delete(seriesKey(series))) return;
    this.spellings.clear();
    this.count(series, -1);
  }

  /** Gives the room of all series back. */
  clear(): void {
    this.settings.governor.series -= this.open + this.routed;
    this.admitted.clear();
    this.spellings.clear();
    this.values.clear();
    this.open = 0;
    this.routed = 0;
  }

  private consider(attributes: Attributes): Attributes {
    const { governor } = this.settings;
    const series = this.normal(attributes);
    let isFolded = false;
    for (const label in series) {
      if (this.takes(label, series[label])) continue;
      governor.fold(this.name, 'label', label);
      series[label] = otherType;
      isFolded = true;
    }
    const key = seriesKey(series);
    const known = this.admitted.get(key) ?? this.admitNew(series, key);
    // What was folded is considered each time, so that it is counted and takes no memory.
    if (!isFolded && known) this.spellings.set(attributes, known);
    return known ?? this.settings.overflow;
  }

  private normal(attributes: Attributes): Attributes {
    return inOrder(attributes, this.settings.asTexts);
  }

  private takes(label: string, value: AttributeValue | undefined): boolean {
    const { governor } = this.settings;
    if (value === otherType || governor.isKnownRoute(value)) return true;
    const values = this.values.get(label);
    if (values?.has(valueKey(value))) return true;
    return isKept(value) && (values?.size ?? 0) < governor.limits.perLabel;
  }

  private admitNew(series: Attributes, key: string): Attributes | undefined {
    const { governor, own } = this.settings;
    const { perMetric, perProcess } = governor.limits;
    const isRouted = this.isRouted(series);
    const most = perMetric - 1;
    const reserved = isRouted || !hasRoute(series) ? this.routed : Math.max(this.routed, this.reserve(most));
    const limit = this.open + reserved >= most ? 'metric' : 'process';
    if (limit === 'metric' || (!own && !isRouted && governor.series >= perProcess)) {
      governor.fold(this.name, limit);
      return undefined;
    }
    this.count(series, 1);
    this.admitted.set(key, series);
    return series;
  }

  private reserve(most: number): number {
    return Math.min(Math.floor(most / 2), roomOfRoute * this.settings.governor.knownRoutes);
  }

  private isRouted(series: Attributes): boolean {
    return routeLabels.some(label => this.settings.governor.isKnownRoute(series[label]));
  }

  private count(series: Attributes, by: 1 | -1): void {
    if (this.isRouted(series)) this.routed += by;
    else this.open += by;
    this.settings.governor.series += by;
    for (const label in series) {
      const value = series[label];
      // What is always taken needs no place among those that are counted.
      if (value === otherType || this.settings.governor.isKnownRoute(value)) continue;
      let values = this.values.get(label);
      if (values === undefined) this.values.set(label, (values = new Map<string, number>()));
      const users = (values.get(valueKey(value)) ?? 0) + by;
      if (users > 0) values.set(valueKey(value), users);
      else values.delete(valueKey(value));
    }
  }
}

function hasRoute(series: Attributes): boolean {
  return routeLabels.some(label => series[label] !== undefined);
}
