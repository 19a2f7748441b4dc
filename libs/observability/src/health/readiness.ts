import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { CheckResult } from './check-result.js';
import { DrainState } from './drain-state.js';
import { showReadiness } from './health-metrics.js';
import { HEALTH_MODULE_OPTIONS } from './health.module-definition.js';
import { toHealthSettings, type HealthModuleOptions } from './health.module-options.js';
import { HealthRegistry } from './health.registry.js';
import { ReadinessCheck } from './readiness-check.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { TransitionLog } from './transition-log.js';

/** Whether the process should get traffic, and why. */
export interface ReadinessReport {
  readonly ready: boolean;
  /** The application is shutting down. */
  readonly draining: boolean;
  /** The result of each indicator, in the order of registration. */
  readonly results: ReadonlyMap<string, CheckResult>;
}

/** Asks the registered indicators whether the process can take traffic. */
@Injectable()
export class Readiness {
  readonly #checks = new Map<ReadinessIndicator, ReadinessCheck>();
  readonly #transitions: TransitionLog;
  #started = false;

  constructor(
    private readonly registry: HealthRegistry,
    private readonly drain: DrainState,
    private readonly terminus: HealthIndicatorService,
    @Inject(HEALTH_MODULE_OPTIONS) private readonly options: HealthModuleOptions,
  ) {
    this.#transitions = new TransitionLog(options.redact);
    if (options.meter) showReadiness(options.meter, () => this.#known());
  }

  /** Ends the phase in which the process is unready because it has not started completely. */
  start(): void {
    this.#started = true;
  }

  /** Answers within the deadline of one check, from a shared result where one is fresh, and never rejects. */
  async report(): Promise<ReadinessReport> {
    const checks = Array.from(this.registry.indicators(), indicator => this.#checkFor(indicator));
    if (this.#started && !this.drain.draining) {
      await Promise.all(checks.map(check => check.current()));
    }
    // Read after the wait: a drain that began meanwhile must not be answered with "ready".
    return this.#known();
  }

  /** What the latest probes found, without asking anybody. */
  #known(): ReadinessReport {
    const draining = this.drain.draining;
    const checks = Array.from(this.registry.indicators(), indicator => this.#checkFor(indicator));
    const results = new Map(checks.flatMap(({ name, last }) => (last ? [[name, last] as const] : [])));
    const allUp = results.values().every(({ status }) => status !== 'down');
    return { ready: this.#started && !draining && allUp, draining, results };
  }

  #checkFor(indicator: ReadinessIndicator): ReadinessCheck {
    let check = this.#checks.get(indicator);
    if (!check) {
      const { timeout, cacheFor } = toHealthSettings(this.options.health);
      const onResult = this.#transitions.observe.bind(this.#transitions);
      check = new ReadinessCheck({ indicator, terminus: this.terminus, timeout, cacheFor, onResult });
      this.#checks.set(indicator, check);
    }
    return check;
  }
}
