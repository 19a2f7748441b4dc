import { CallbackBreaker, breakerPause, mostFaultsInARow } from './callback-breaker.js';
import { immediate, whenRejected } from './unwaited.js';

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
    private readonly breaker = new CallbackBreaker(),
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
    this.say(site, thrown, unreported);
  }

  /** Counts one fault that somebody else tells. Never throws. */
  count(site: string): void {
    this.at(site, performance.now()).count += 1;
  }

  /** Tells `count` faults at once, however long ago the last ones were told; counts nothing. Never throws. */
  say(site: string, thrown: unknown, count: number): void {
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

  /**
   * Asks a callback of the application. What it throws, and a promise where an answer is wanted at once, is reported and gives
   * `undefined`. One that fails a hundred times in a row is left alone for a minute at a time, until it works again.
   *
   * @param site name of the option, as the application knows it
   */
  ask<T>(site: string, callback: () => T): T | undefined {
    if (!this.breaker.allows(site)) return undefined;
    try {
      const answer = immediate(callback());
      this.worked(site);
      return answer;
    } catch (thrown) {
      this.failed(site, thrown);
      return undefined;
    }
  }

  /** The same where nothing is wanted but that it runs: it may be asynchronous, nobody waits, and a rejection is a fault. */
  tell(site: string, callback: () => unknown): void {
    if (!this.breaker.allows(site)) return;
    try {
      const answer = callback();
      this.worked(site);
      whenRejected(answer, thrown => this.failed(site, thrown));
    } catch (thrown) {
      this.failed(site, thrown);
    }
  }

  /**
   * {@link ask} for what is evidence, such as who did something: it is asked each time however often it failed, because whoever
   * can make it fail for a while could hide what happens in that while.
   */
  askAlways<T>(site: string, callback: () => T): T | undefined {
    return this.guard(site, () => immediate(callback()));
  }

  /** Callbacks that are left alone at the moment, by their place. */
  paused(): string[] {
    return this.breaker.paused();
  }

  /** Faults so far, by place. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.sites].map(([site, { count }]) => [site, count]));
  }

  private worked(site: string): void {
    if (this.breaker.worked(site)) this.recovered(`${site} works again and is asked each time from here on`);
  }

  private failed(site: string, thrown: unknown): void {
    this.report(site, thrown);
    if (!this.breaker.failed(site)) return;
    const pause = `${breakerPause / 1_000} seconds`;
    this.say(
      site,
      `it failed ${mostFaultsInARow} times in a row, so it is asked once in ${pause} until it works again`,
      1,
    );
  }

  private at(site: string, now: number): SiteFaults {
    const entry = this.sites.get(site) ?? { count: 0, unreported: 0, nextReport: now };
    this.sites.set(site, entry);
    return entry;
  }
}
