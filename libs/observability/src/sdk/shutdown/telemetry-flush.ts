import type { FlushReport } from './flush-report.js';
import type { FlushOptions } from './flush-telemetry.js';

/** {@link flushTelemetry} for one application, injectable wherever `ObservabilityModule` is imported. */
export class TelemetryFlush {
  readonly #flush: (timeout: number | undefined) => Promise<FlushReport>;

  constructor(flush: (timeout: number | undefined) => Promise<FlushReport>) {
    this.#flush = flush;
  }

  /** Sends what has ended so far and goes on. Never rejects: the report says what could not be sent in time. */
  flush({ timeout }: FlushOptions = {}): Promise<FlushReport> {
    return this.#flush(timeout);
  }
}
