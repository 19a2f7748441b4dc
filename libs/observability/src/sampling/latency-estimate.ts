const perOctave = 8;
const octaves = 24;
const buckets = perOctave * octaves;
/** 1/64 ms: everything below is one bucket, and everything from four days on is another. */
const smallest = 2 ** -6;
/** Fewer observations say nothing about one in a hundred. */
const enough = 200;
/** The quantile is looked up once in so many observations. */
const stride = 64;
/** When this many are counted, all counts are halved, so that the estimate follows the service. */
const memory = 8_192;

/**
 * The 99th percentile of a stream of durations, in a fixed 768 bytes: counts in buckets that grow by 9 %, which is also how
 * far the estimate may be off, upwards.
 */
export class LatencyEstimate {
  private readonly counts = new Uint32Array(buckets);
  private total = 0;
  private untilLookUp = stride;
  private current = Number.POSITIVE_INFINITY;

  /** Milliseconds that 99 of 100 recent durations stay below; infinite until there are enough of them. */
  get p99(): number {
    return this.current;
  }

  /** Adds a duration in milliseconds. */
  add(milliseconds: number): void {
    const bucket = Math.floor(Math.log2(Math.max(milliseconds, smallest) / smallest) * perOctave);
    this.counts[Math.min(bucket, buckets - 1)]! += 1;
    this.total += 1;
    this.untilLookUp -= 1;
    if (this.untilLookUp > 0) return;
    this.untilLookUp = stride;
    this.current = this.lookUp();
    if (this.total >= memory) this.halve();
  }

  private lookUp(): number {
    if (this.total < enough) return Number.POSITIVE_INFINITY;
    let above = this.total / 100;
    for (let bucket = buckets - 1; bucket >= 0; bucket -= 1) {
      above -= this.counts[bucket]!;
      if (above < 0) return smallest * 2 ** ((bucket + 1) / perOctave);
    }
    return Number.POSITIVE_INFINITY;
  }

  private halve(): void {
    this.total = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      this.counts[bucket]! >>>= 1;
      this.total += this.counts[bucket]!;
    }
  }
}
