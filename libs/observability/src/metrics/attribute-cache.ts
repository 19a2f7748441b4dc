import type { Attributes } from '@opentelemetry/api';

/**
 * One attribute object for each label set, so that recording makes no garbage and exemplars find their series by
 * identity. Bounded: beyond the limit an object is made each time, which is slower and no less right.
 */
export class AttributeCache {
  readonly #known = new Map<string, Attributes>();

  /** @param limit the SDK's own limit of series for each instrument, by default */
  constructor(private readonly limit = 2_000) {}

  /** The object of a key; `make` must give equal attributes for equal keys. */
  get(key: string, make: () => Attributes): Attributes {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#known.size < this.limit) this.#known.set(key, made);
    return made;
  }
}
