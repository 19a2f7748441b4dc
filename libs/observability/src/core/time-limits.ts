/** Changes that end by themselves, each under a key: a later one of the same key takes the place of the earlier. */
export class TimeLimits {
  private readonly running = new Map<string, { readonly timer: NodeJS.Timeout; readonly until: Date }>();

  /** Calls `end` once after so many seconds, unless the key is set again or forgotten before. */
  set(key: string, seconds: number, end: () => void): void {
    this.forget(key);
    const timer = setTimeout(() => {
      this.running.delete(key);
      end();
    }, seconds * 1_000).unref();
    this.running.set(key, { timer, until: new Date(Date.now() + seconds * 1_000) });
  }

  /** When the change of a key ends. */
  until(key: string): Date | undefined {
    return this.running.get(key)?.until;
  }

  /** Lets a change last. */
  forget(key: string): void {
    clearTimeout(this.running.get(key)?.timer);
    this.running.delete(key);
  }

  forgetAll(): void {
    for (const key of [...this.running.keys()]) this.forget(key);
  }
}

/** Seconds that a change lasts if nobody says how long, and at most: one that is forgotten must not cost for ever. */
export const changeLasts = { usually: 900, most: 86_400 } as const;
