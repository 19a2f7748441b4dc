import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { HealthIndicatorService } from '@nestjs/terminus';
import type { CheckResult } from './check-result.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { ReportedResult } from './reported-result.js';

/** How one check is run. */
export interface ReadinessCheckOptions {
  readonly indicator: ReadinessIndicator;
  readonly terminus: HealthIndicatorService;
  /** Milliseconds until an unanswered check counts as down. */
  readonly timeout: number;
  /** Milliseconds a result is reused, counted from its arrival. */
  readonly cacheFor: number;
  /** Called with each fresh result, not with reused ones. */
  onResult(name: string, result: CheckResult): void;
}

/**
 * One dependency, asked as rarely as possible: parallel probes share one call, results are reused, and while a call
 * hangs no second one starts, whatever its deadline says. It answers within the deadline and never rejects.
 */
export class ReadinessCheck {
  readonly #options: ReadinessCheckOptions;
  #running: Promise<CheckResult> | undefined;
  #hanging = false;
  #freshUntil = 0;

  /** The latest result; `undefined` before the first probe. */
  last: CheckResult | undefined;

  constructor(options: ReadinessCheckOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.indicator.name;
  }

  /** A result that is at most `cacheFor` milliseconds old. */
  current(): Promise<CheckResult> {
    if (this.#running) {
      return this.#running;
    }
    // A call that outlived its deadline keeps the verdict "down": asking again would pile up work on a sick dependency.
    if (this.last && (this.#hanging || performance.now() < this.#freshUntil)) {
      return Promise.resolve(this.last);
    }
    this.#running = this.#run();
    return this.#running;
  }

  async #run(): Promise<CheckResult> {
    const result = await this.#attempt();
    this.last = result;
    this.#freshUntil = performance.now() + this.#options.cacheFor;
    this.#running = undefined;
    this.#options.onResult(this.name, result);
    return result;
  }

  async #attempt(): Promise<CheckResult> {
    const { indicator, terminus, timeout } = this.#options;
    let reported: CheckResult | undefined;
    try {
      const outcome = await terminus
        .check(indicator.name)
        .attempt(async ({ signal }) => {
          reported = await this.#ask(signal);
        })
        .withTimeout(timeout);
      const { status, ...details } = outcome[indicator.name]!;
      return { status: reported?.status ?? status, details: { ...details, ...reported?.details } };
    } catch {
      // Terminus reads the message of what was thrown; a hostile value can make even that throw.
      return {
        status: 'down',
        details: { message: 'the check failed with a value that cannot be described' },
      };
    }
  }

  async #ask(signal: AbortSignal): Promise<CheckResult | undefined> {
    this.#hanging = true;
    try {
      const { indicator } = this.#options;
      // The answer is shared by many probes, so it belongs to no one's trace.
      const answer = await context.with(suppressTracing(ROOT_CONTEXT), () => indicator.check(signal));
      if (answer === false) {
        return { status: 'down', details: { message: 'the check answered false' } };
      }
      return answer instanceof ReportedResult ? answer.result : undefined;
    } finally {
      this.#hanging = false;
    }
  }
}
