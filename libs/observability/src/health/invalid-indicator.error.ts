/** A readiness indicator cannot be used: its name would not make a safe key, or it has no `check` function. */
export class InvalidIndicatorError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'HEALTH_INVALID_INDICATOR';

  constructor(problem: string) {
    super(
      `HealthRegistry.register(): ${problem}. Pass { name, check(signal) } with a name of 1 to 64 letters, digits, "_" or "-".`,
    );
    this.name = 'InvalidIndicatorError';
  }
}
