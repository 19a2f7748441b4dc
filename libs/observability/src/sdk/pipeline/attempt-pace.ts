/** The times that a pipeline keeps to, in milliseconds. */
export interface PaceTiming {
  /** Longest pause after the first failure; it doubles with each further one. @defaultValue `1_000` */
  readonly firstBackOff: number;
  /** Longest pause after any failure. @defaultValue `30_000` */
  readonly longestBackOff: number;
  /** What a backend may ask for with `Retry-After`, at least and at most. @defaultValue `1_000` and `60_000` */
  readonly shortestPause: number;
  readonly longestPause: number;
  /** What waited during an outage is spread over this time. @defaultValue `20_000` */
  readonly catchUp: number;
}

export const defaultTiming: PaceTiming = {
  firstBackOff: 1_000,
  longestBackOff: 30_000,
  shortestPause: 1_000,
  longestPause: 60_000,
  catchUp: 20_000,
};

/** Failures in a row after which nothing leaves but one probe after each pause. */
const failuresUntilOpen = 5;
/** While it catches up, the pipeline starts an attempt at least this often, in milliseconds. */
const slowestCatchUp = 200;

/** `closed` lets requests pass, `open` none, `half-open` a single one. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Decides when a pipeline may send and how many requests at once: pauses with full jitter after failures, pauses that the
 * backend asks for, a circuit breaker, and a slow start after an outage.
 */
export class AttemptPace {
  private failures = 0;
  private lastFailure = -Infinity;
  private lastStart = -Infinity;
  private pausedUntil = -Infinity;
  private catchUpUntil = -Infinity;
  private pauseIsAskedFor = false;
  private window: number;

  constructor(
    private readonly maxParallel: number,
    private readonly timing: PaceTiming = defaultTiming,
    private readonly random: () => number = Math.random,
  ) {
    this.window = maxParallel;
  }

  /** Requests that may be open at once now. */
  get parallel(): number {
    return this.window;
  }

  /** Whether the newest answers were failures. */
  get failing(): boolean {
    return this.failures > 0;
  }

  state(now: number): BreakerState {
    if (this.failures < failuresUntilOpen) return 'closed';
    return now < this.pausedUntil ? 'open' : 'half-open';
  }

  /** Milliseconds until the next attempt may start; `backlog` batches are waiting. */
  wait(now: number, backlog: number): number {
    const pause = this.pausedUntil - now;
    if (pause > 0 || now >= this.catchUpUntil) return Math.max(0, pause);
    const spacing = Math.min(slowestCatchUp, (this.catchUpUntil - now) / Math.max(1, backlog));
    return Math.max(0, this.lastStart + spacing - now);
  }

  /** Somebody waits for what is left: ends a pause, unless the backend asked for it or the breaker is open. */
  hurry(now: number): boolean {
    if (now < this.pausedUntil && (this.pauseIsAskedFor || this.state(now) === 'open')) return false;
    this.forgetPause();
    return true;
  }

  /** It is now or never. */
  forgetPause(): void {
    this.pausedUntil = -Infinity;
    this.catchUpUntil = -Infinity;
  }

  started(now: number): void {
    this.lastStart = now;
  }

  /** The backend answered as it should, also if it refused what it was sent. */
  answered(now: number): void {
    if (this.failures > 0) this.catchUpUntil = now + this.timing.catchUp;
    this.failures = 0;
    this.window = Math.min(this.maxParallel, this.window + 1);
  }

  /** An attempt failed that is worth another one. */
  failed(startedAt: number, now: number, askedFor?: number): void {
    // Requests that were open together fail together, which says no more than the first of them.
    if (startedAt >= this.lastFailure) this.failures += 1;
    this.lastFailure = now;
    this.window = 1;
    this.catchUpUntil = -Infinity;
    const { shortestPause, longestPause } = this.timing;
    this.pauseIsAskedFor = askedFor !== undefined || (this.pauseIsAskedFor && now < this.pausedUntil);
    const pause =
      askedFor === undefined ? this.backOff() : Math.min(Math.max(askedFor, shortestPause), longestPause);
    this.pausedUntil = Math.max(this.pausedUntil, now + pause);
  }

  private backOff(): number {
    const { firstBackOff, longestBackOff } = this.timing;
    return this.random() * Math.min(longestBackOff, firstBackOff * 2 ** (this.failures - 1));
  }
}
