/** How metric export has failed since the last report. */
export interface ExportFailureReport {
  /** Failures since the last report, this one included. */
  readonly failures: number;
  /** The newest of them. */
  readonly error: unknown;
}

/** Whom {@link ExportFailures} tells, and how often. */
export interface ExportFailuresOptions {
  readonly report?: ((report: ExportFailureReport) => void) | undefined;
  /** Milliseconds between two reports. @defaultValue `60_000` */
  readonly interval?: number;
}

/** Counts failures and reports the first at once, the rest no more than once a minute: a backend that is down is one piece of news. */
export class ExportFailures {
  readonly #report: ((report: ExportFailureReport) => void) | undefined;
  readonly #interval: number;
  #total = 0;
  #unreported = 0;
  #reportedAt = -Infinity;

  constructor(options: ExportFailuresOptions = {}) {
    this.#report = options.report;
    this.#interval = options.interval ?? 60_000;
  }

  /** Failures since the start. */
  get total(): number {
    return this.#total;
  }

  add(error: unknown): void {
    this.#total += 1;
    this.#unreported += 1;
    const now = performance.now();
    if (now - this.#reportedAt < this.#interval) return;
    const failures = this.#unreported;
    this.#unreported = 0;
    this.#reportedAt = now;
    try {
      this.#report?.({ failures, error });
    } catch {
      // Whoever listens must not be able to break the export.
    }
  }
}
