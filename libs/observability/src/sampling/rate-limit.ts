/** A token bucket: so many a second, and as many at once after a quiet second. */
export class RateLimit {
  private tokens: number;
  private filledAt: number;

  /**
   * @param perSecond above 0; below 1 it still lets one through, every so many seconds
   * @param now milliseconds on a clock that never jumps
   */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = this.size;
    this.filledAt = now();
  }

  /** Whether one more may pass now. */
  take(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.size, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private get size(): number {
    return Math.max(1, this.perSecond);
  }
}
