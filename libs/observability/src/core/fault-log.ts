/** Receives the first fault of a place, and how often faults happened there since the last report. */
export type FaultListener = (site: string, thrown: unknown, count: number) => void;

/** Receives what somebody would like to know who has read of a fault: that it is over. */
export type RecoveryListener = (message: string) => void;

interface SiteFaults {
  count: number;
  unreported: number;
  nextReport: number;
}

/** A place is reported again once this many milliseconds have passed. */
const reportInterval = 60_000;

/**
 * Where faults of telemetry itself end up - a throwing callback, a failing recorder - so that they are counted and
 * told once a minute and never reach the application.
 */
export class FaultLog {
  private readonly sites = new Map<string, SiteFaults>();

  constructor(
    private readonly listener: FaultListener = () => undefined,
    private readonly recoveryListener: RecoveryListener = () => undefined,
  ) {}

  /** Counts one fault. Never throws. */
  report(site: string, thrown: unknown): void {
    const now = performance.now();
    const entry = this.at(site, now);
    entry.count += 1;
    entry.unreported += 1;
    if (now < entry.nextReport) return;
    entry.nextReport = now + reportInterval;
    const { unreported } = entry;
    entry.unreported = 0;
    this.tell(site, thrown, unreported);
  }

  /** Counts one fault that somebody else tells. Never throws. */
  count(site: string): void {
    this.at(site, performance.now()).count += 1;
  }

  /** Tells `count` faults at once, however long ago the last ones were told; counts nothing. Never throws. */
  tell(site: string, thrown: unknown, count: number): void {
    try {
      this.listener(site, thrown, count);
    } catch {
      // A listener that fails must not turn a contained fault into one of the application.
    }
  }

  /** Says that something works again; counts nothing. Never throws. */
  recovered(message: string): void {
    try {
      this.recoveryListener(message);
    } catch {
      // As above.
    }
  }

  /** Runs something that telemetry cannot vouch for; a throw is reported and gives `undefined`. */
  guard<T>(site: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (thrown) {
      this.report(site, thrown);
      return undefined;
    }
  }

  /** Faults so far, by place. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.sites].map(([site, { count }]) => [site, count]));
  }

  private at(site: string, now: number): SiteFaults {
    const entry = this.sites.get(site) ?? { count: 0, unreported: 0, nextReport: now };
    this.sites.set(site, entry);
    return entry;
  }
}
