import type { FaultLog } from '../../core/fault-log.js';

/** An exit that has something to say. */
export interface NewsSource {
  /** Where its faults are counted. */
  readonly site: string;
  /** How it fares now, in one phrase that names it. */
  fares(trouble: string): string;
}

/** Milliseconds: how long news are gathered before they are told, and how long nothing is told after that. */
export interface NewsTiming {
  /** Signals that lose the same backend notice it one after the other. @defaultValue `1_000` */
  readonly gather: number;
  /** @defaultValue `60_000` */
  readonly interval: number;
}

const usualTiming: NewsTiming = { gather: 1_000, interval: 60_000 };

/**
 * Tells what goes wrong at the exits of an application: one line a minute for all of them together, with the newest trouble of
 * each. What happens after a line is told when the minute is over, or at the end, so that nothing is told never.
 */
export class ExportNews {
  private readonly troubles = new Map<NewsSource, string>();
  /** Those whose trouble the reader of the log knows of. */
  private readonly known = new Set<NewsSource>();
  private untold = 0;
  private nextLine = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly faults: FaultLog,
    private readonly timing: NewsTiming = usualTiming,
  ) {}

  /** Counts a fault, and tells it with the next line. Never throws. */
  trouble(source: NewsSource, text: string): void {
    this.faults.count(source.site);
    this.untold += 1;
    this.troubles.set(source, text);
    const wait = Math.max(this.timing.gather, this.nextLine - performance.now());
    if (wait <= 0) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), wait).unref();
  }

  /** Says that an exit works again, to a reader who knows that it did not. Never throws. @returns whether it was said */
  relief(source: NewsSource, text: string): boolean {
    const isKnown = this.known.delete(source);
    if (!isKnown) return false;
    // What would have been told a minute later is in it.
    this.troubles.delete(source);
    this.faults.recovered(text);
    return true;
  }

  /** Tells now what waits for the next line. Never throws. */
  tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const count = this.untold;
    this.untold = 0;
    if (this.troubles.size === 0) return;
    const phrases = [...this.troubles].map(([source, text]) => source.fares(text));
    this.faults.say('export', phrases.join(' | '), count);
    for (const source of this.troubles.keys()) this.known.add(source);
    this.troubles.clear();
    this.nextLine = performance.now() + this.timing.interval;
  }
}
