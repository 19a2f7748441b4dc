import { otherType } from '../core/names.js';

/** Lets the first so many types of errors through and gathers the later ones, because code may make classes as it runs. */
export class BoundedTypes {
  private readonly known = new Set<string>();

  /** @param limit different types; more would hardly be told apart on a chart */
  constructor(private readonly limit = 100) {}

  /** The type as a metric label. */
  of(type: string): string {
    if (this.known.has(type)) return type;
    if (this.known.size >= this.limit) return otherType;
    this.known.add(type);
    return type;
  }
}
