import type { RequestCounts } from './request-counts.ts';

/** Counts the requests that were sent, as `POST /orders 201`: the other side of what the telemetry says. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(route: string, status: number): void {
    const key = `${route} ${status}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  get counts(): RequestCounts {
    return this.#counts;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
