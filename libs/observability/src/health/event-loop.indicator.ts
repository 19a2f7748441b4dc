import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { CheckResult } from './check-result.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { ReportedResult } from './reported-result.js';

/** Milliseconds between two samples: fine enough for a limit of tens of milliseconds, 50 wake-ups a second. */
const RESOLUTION = 20;

/**
 * Down while the event loop answers so late that a load balancer had better ask another instance: the mean delay
 * since the previous check is above the limit. One long pause among many short ones does not tip it.
 */
export class EventLoopIndicator implements ReadinessIndicator {
  readonly name = 'event_loop';
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });

  /** @param limit mean delay in milliseconds */
  constructor(private readonly limit: number) {}

  /** Begins to sample; what ran before, such as the start of the application, does not count. */
  start(): void {
    this.#histogram.enable();
    this.#histogram.reset();
  }

  /** Ends sampling. */
  stop(): void {
    this.#histogram.disable();
  }

  check(): ReportedResult {
    // Without a sample since the last check the mean is NaN; each sample includes the interval itself.
    const mean = this.#histogram.count > 0 ? this.#histogram.mean / 1e6 : 0;
    this.#histogram.reset();
    const delay = Math.max(0, Math.round(mean - RESOLUTION));
    const result: CheckResult = {
      status: delay > this.limit ? 'down' : 'up',
      details: { meanDelay: delay, limit: this.limit },
    };
    return new ReportedResult(result);
  }
}
