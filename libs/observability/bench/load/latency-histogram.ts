/** Latencies above this many microseconds share the last slot. */
const LIMIT = 1_000_000;

/** Counts latencies in slots of one microsecond: exact percentiles at the price of 4 MB. */
export class LatencyHistogram {
  private readonly slots = new Uint32Array(LIMIT + 1);
  private total = 0;

  get count(): number {
    return this.total;
  }

  record(micros: number): void {
    this.slots[Math.min(LIMIT, Math.max(0, Math.round(micros)))]! += 1;
    this.total += 1;
  }

  /** The latency in microseconds that this share (0 to 1) of the requests did not exceed. */
  percentile(share: number): number {
    const wanted = Math.ceil(this.total * share);
    let seen = 0;
    for (let micros = 0; micros <= LIMIT; micros++) {
      seen += this.slots[micros]!;
      if (seen >= wanted) return micros;
    }
    return LIMIT;
  }
}
