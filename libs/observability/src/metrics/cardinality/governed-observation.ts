import type { Attributes, BatchObservableCallback, Observable, ObservableCallback } from '@opentelemetry/api';
import type { MetricSeries } from './metric-series.js';

/** An instrument that asks for its values. */
export interface GovernedObservable {
  readonly series: MetricSeries;
  /** Whether values of different series add up; otherwise the last one counts. */
  readonly adds: boolean;
}

type Observe = (value: number, attributes?: Attributes) => void;

/** Values of one run of a callback that were folded, which have to be added before they are observed. */
class FoldedSums {
  private readonly sums = new Map<Observe, Map<Attributes, number>>();

  add(observe: Observe, attributes: Attributes, value: number): void {
    let sums = this.sums.get(observe);
    if (sums === undefined) this.sums.set(observe, (sums = new Map<Attributes, number>()));
    const sum = (sums.get(attributes) ?? 0) + value;
    sums.set(attributes, sum);
    // The last observation of a series counts, and a callback may go on after it returned.
    observe(sum, attributes);
  }
}

/** A callback whose observations have a bounded number of series. */
export function governedCallback(
  callback: ObservableCallback,
  observable: GovernedObservable,
): ObservableCallback {
  return result => {
    const sums = new FoldedSums();
    const original: Observe = (value, attributes) => result.observe(value, attributes);
    return callback({
      observe: (value, attributes) =>
        observeWithin(observable, sums, { observe: original, value, attributes }),
    });
  };
}

/** The same for a callback of several instruments. */
export function governedBatch(
  callback: BatchObservableCallback,
  known: (observable: Observable) => GovernedObservable | undefined,
): BatchObservableCallback {
  return result => {
    const sums = new FoldedSums();
    const observers = new Map<Observable, Observe>();
    return callback({
      observe(of, value, attributes) {
        const governed = known(of);
        if (!governed) return result.observe(of, value, attributes);
        let observe = observers.get(of);
        if (observe === undefined) {
          observe = (sum, series) => result.observe(of, sum, series);
          observers.set(of, observe);
        }
        observeWithin(governed, sums, { observe, value, attributes });
      },
    });
  };
}

interface Observation {
  readonly observe: Observe;
  readonly value: number;
  readonly attributes: Attributes | undefined;
}

function observeWithin(
  { series, adds }: GovernedObservable,
  sums: FoldedSums,
  { observe, value, attributes }: Observation,
): void {
  if (!attributes) return observe(value, attributes);
  const admitted = series.admit(attributes);
  if (adds && series.stands(admitted, attributes)) sums.add(observe, admitted, value);
  else observe(value, admitted);
}
