import type { Attributes } from '@opentelemetry/api';
import type { MetricSeries } from '../cardinality/metric-series.js';
import { inOrder } from '../cardinality/series-key.js';

/**
 * The series of one instrument by their attributes. Recorders keep their attribute objects, so a series is found by the
 * identity of the object, in 20 ns; sorting and hashing the attributes for each record costs the SDK 700 ns.
 */
export class SeriesSet<Series> {
  readonly #byObject = new WeakMap<Attributes, Series>();
  readonly #byKey = new Map<string, [Attributes, Series]>();

  /**
   * @param make a new series
   * @param allowed which are told apart
   */
  constructor(
    private readonly make: () => Series,
    private readonly allowed: MetricSeries,
  ) {}

  /** The series of these attributes, made when it is new; the overflow series when there are too many. */
  of(attributes: Attributes): Series {
    return this.#byObject.get(attributes) ?? this.#find(attributes);
  }

  /** Each with the attributes it was first recorded with. */
  entries(): Iterable<[Attributes, Series]> {
    return this.#byKey.values();
  }

  #find(attributes: Attributes): Series {
    const admitted = this.allowed.admit(attributes);
    const series = this.#byContent(admitted);
    // What was folded is looked at again each time, so that each record is counted.
    if (!this.allowed.stands(admitted, attributes)) this.#byObject.set(attributes, series);
    return series;
  }

  #byContent(attributes: Attributes): Series {
    const key = JSON.stringify(inOrder(attributes));
    const known = this.#byKey.get(key);
    if (known !== undefined) return known[1];
    const made = this.make();
    this.#byKey.set(key, [attributes, made]);
    return made;
  }
}
