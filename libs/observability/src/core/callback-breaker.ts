/** What a callback did that fails again and again. */
interface Failing {
  inARow: number;
  /** From `performance.now()`; before it nobody asks. */
  askAgainAt: number;
}

/** Faults in a row after which a callback is left alone: one bad request in many must not do it. */
export const mostFaultsInARow = 100;

/** Milliseconds for which it is left alone; one call asks again then. */
export const breakerPause = 60_000;

/**
 * Knows which callbacks of the application fail every time, so that nobody pays for asking them: a throw costs some
 * microseconds, for each call, for ever. What has not failed since it last worked costs one look at an empty map.
 */
export class CallbackBreaker {
  private readonly failing = new Map<string, Failing>();

  constructor(
    private readonly limit = mostFaultsInARow,
    private readonly pause = breakerPause,
  ) {}

  /** Whether a callback is asked now. When its pause is over, one call is let through. */
  allows(site: string): boolean {
    if (this.failing.size === 0) return true;
    const known = this.failing.get(site);
    if (!known || known.inARow < this.limit) return true;
    const now = performance.now();
    if (now < known.askAgainAt) return false;
    known.askAgainAt = now + this.pause;
    return true;
  }

  /** Notes a fault; `true` when it is the one after which the callback is left alone. */
  failed(site: string): boolean {
    const known = this.failing.get(site) ?? { inARow: 0, askAgainAt: 0 };
    this.failing.set(site, known);
    known.inARow += 1;
    if (known.inARow < this.limit) return false;
    known.askAgainAt = performance.now() + this.pause;
    return known.inARow === this.limit;
  }

  /** Notes an answer; `true` when the callback had been left alone before it. */
  worked(site: string): boolean {
    if (this.failing.size === 0) return false;
    const before = this.failing.get(site);
    this.failing.delete(site);
    return before !== undefined && before.inARow >= this.limit;
  }

  /** Those that are left alone at the moment. */
  paused(): string[] {
    return [...this.failing].filter(([, { inARow }]) => inARow >= this.limit).map(([site]) => site);
  }
}
