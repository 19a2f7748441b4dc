import { Injectable } from '@nestjs/common';
import { DuplicateIndicatorError } from './duplicate-indicator.error.js';
import { InvalidIndicatorError } from './invalid-indicator.error.js';
import type { ReadinessIndicator } from './readiness-indicator.js';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Every dependency that `/ready` asks about. Inject it in any module to add one:
 *
 * ```ts
 * constructor(health: HealthRegistry, redis: Redis) {
 *   health.register({ name: 'redis', check: () => redis.ping() });
 * }
 * ```
 */
@Injectable()
export class HealthRegistry {
  readonly #indicators = new Map<string, ReadinessIndicator>();

  /**
   * Adds an indicator; from the next probe on it takes part in readiness.
   *
   * @throws {@link DuplicateIndicatorError} when the name is taken
   * @throws {@link InvalidIndicatorError} when the name is no safe key or there is no `check`
   */
  register(indicator: ReadinessIndicator): void {
    const name: unknown = indicator?.name;
    if (typeof name !== 'string' || !NAME.test(name)) {
      throw new InvalidIndicatorError(`${JSON.stringify(name)} is not a valid indicator name`);
    }
    if (typeof indicator.check !== 'function') {
      throw new InvalidIndicatorError(`the indicator "${name}" has no check function`);
    }
    if (this.#indicators.has(name)) {
      throw new DuplicateIndicatorError(name);
    }
    this.#indicators.set(name, indicator);
  }

  /** The indicators in the order of their registration. */
  indicators(): Iterable<ReadinessIndicator> {
    return this.#indicators.values();
  }
}
