import type { AuditBacklog, AuditVitals, AuditVitalsSource } from './audit-vitals.js';

/**
 * Keeps the vitals of the audit trail at hand. Database and spill file are asked by a timer and by whoever needs a fresh answer,
 * never twice at a time; a scrape of metrics reads what is known.
 */
export class AuditMonitor {
  #backlog: AuditBacklog = { pending: 0, sealLag: 0 };
  #spillDepth = 0;
  #reachable = true;
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param interval milliseconds between two questions to the database */
  constructor(
    private readonly source: AuditVitalsSource,
    private readonly interval = 5_000,
  ) {}

  /** Begins to ask regularly; does not keep the process alive. */
  start(): void {
    if (this.#timer !== undefined) return;
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), this.interval);
    this.#timer.unref();
  }

  /** Ends it, and waits for the question that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#asking;
  }

  /** What is known. */
  vitals(): AuditVitals {
    const { source } = this;
    const anchorAge = source.anchorAge?.();
    return {
      reachable: this.#reachable,
      ...this.#backlog,
      spillDepth: this.#spillDepth,
      ...(anchorAge !== undefined && { anchorAge }),
      unobserved: source.unobserved(),
    };
  }

  /** Asks the database now. Never rejects: a database that does not answer is one of the vitals. */
  async refresh(): Promise<AuditVitals> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
    return this.vitals();
  }

  async #ask(): Promise<void> {
    const [backlog, spillDepth] = await Promise.allSettled([
      (async () => this.source.backlog())(),
      (async () => this.source.spillDepth())(),
    ]);
    this.#reachable = backlog.status === 'fulfilled';
    // An old figure stays: a database that does not answer has not become empty.
    if (backlog.status === 'fulfilled') this.#backlog = backlog.value;
    if (spillDepth.status === 'fulfilled') this.#spillDepth = spillDepth.value;
  }
}
