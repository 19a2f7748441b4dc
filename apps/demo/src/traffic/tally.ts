/** Counts the requests that were sent, as `POST /orders 201`: the other side of what `/metrics` says. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(route: string, status: number): void {
    const key = `${route} ${status}`;
    this.#counts.set(key, this.count(key) + 1);
  }

  count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  entries(): [key: string, count: number][] {
    return [...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}
