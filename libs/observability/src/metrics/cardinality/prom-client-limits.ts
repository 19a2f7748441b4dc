import type { Attributes } from '@opentelemetry/api';
import type { Metric, Registry } from 'prom-client';
import { otherType } from '../../core/names.js';
import type { CardinalityGovernor } from './cardinality-governor.js';
import type { MetricSeries } from './metric-series.js';

/** What is used of a prom-client metric; its published types leave most of it out. */
interface LabelledMetric {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly enableExemplars?: boolean;
  readonly hashMap?: Readonly<Record<string, { readonly labels?: Attributes }>>;
  [method: string]: unknown;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What records; `labels()`, timers and the like come through one of these. */
const recording = ['inc', 'dec', 'set', 'observe'] as const;

/** One metric has one guard, whichever application came first. */
const guardedKey = Symbol.for('nestjs-observability.limited.v1');

/**
 * Bounds the series of prom-client metrics. prom-client has no limit and no hook for one, so methods of each metric object - never
 * of its class - are replaced by ones that look at the labels first, and put back at the end. See docs/decisions/0033.
 */
export class PromClientLimits {
  private readonly releases: (() => void)[] = [];

  constructor(private readonly governor: CardinalityGovernor) {}

  /** Takes the metrics that were registered since the last call. */
  govern(registry: Registry): void {
    for (const metric of registry.getMetricsAsArray() as unknown as (Metric & LabelledMetric)[]) {
      if (metric.labelNames.length > 0 && !(guardedKey in metric)) this.limit(metric);
    }
  }

  /** Leaves all metrics as they were. */
  release(): void {
    for (const release of this.releases.splice(0)) release();
  }

  private limit(metric: LabelledMetric): void {
    const { labelNames } = metric;
    const overflow = Object.freeze(Object.fromEntries(labelNames.map(name => [name, otherType])));
    const series = this.governor.of(metric.name, { overflow, asTexts: true });
    for (const { labels } of Object.values(metric.hashMap ?? {})) if (labels) series.admit(labels);
    const undo = [
      ...recording.map(name => replace(metric, name, method => limited(method, metric, series))),
      replace(metric, 'remove', method => forgetting(method, metric, series)),
      replace(metric, 'reset', method => clearing(method, series)),
    ];
    Object.defineProperty(metric, guardedKey, { value: true, configurable: true });
    this.releases.push(() => {
      for (const one of undo) one();
      Reflect.deleteProperty(metric, guardedKey);
      series.clear();
    });
  }
}

/** Replaces a method of one object; the result undoes it, unless somebody else has replaced it since. */
function replace(metric: LabelledMetric, name: string, by: (method: Method) => Method): () => void {
  const own = Object.getOwnPropertyDescriptor(metric, name);
  const method = metric[name];
  if (typeof method !== 'function') return () => undefined;
  const replaced = by(method as Method);
  Object.defineProperty(metric, name, {
    value: replaced,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return () => {
    if (metric[name] !== replaced) return;
    if (own) Object.defineProperty(metric, name, own);
    else Reflect.deleteProperty(metric, name);
  };
}

function limited(method: Method, metric: LabelledMetric, series: MetricSeries): Method {
  const { enableExemplars: hasExemplars, labelNames } = metric;
  const names = new Set(labelNames);
  const bounded = (labels: unknown): unknown => {
    if (typeof labels !== 'object' || labels === null) return labels;
    // prom-client refuses a label that it does not know, and shall go on doing so.
    for (const label in labels) if (!names.has(label)) return labels;
    const admitted = series.admit(labels as Attributes);
    return series.stands(admitted, labels as Attributes) ? admitted : labels;
  };
  return function (this: unknown, first: unknown, ...rest: unknown[]) {
    let given = first;
    try {
      if (hasExemplars !== true) given = bounded(first);
      else if (typeof first === 'object' && first !== null && 'labels' in first)
        given = { ...first, labels: bounded(first.labels) };
    } catch {
      // Labels that cannot be read are for prom-client to complain about.
    }
    return Reflect.apply(method, this, [given, ...rest]);
  };
}

function forgetting(method: Method, { labelNames }: LabelledMetric, series: MetricSeries): Method {
  return function (this: unknown, ...given: unknown[]) {
    const [first] = given;
    const labels =
      typeof first === 'object' && first !== null
        ? first
        : Object.fromEntries(labelNames.map((name, index) => [name, given[index]]));
    const result = Reflect.apply(method, this, given);
    series.forget(labels as Attributes);
    return result;
  };
}

function clearing(method: Method, series: MetricSeries): Method {
  return function (this: unknown) {
    series.clear();
    return Reflect.apply(method, this, []);
  };
}
