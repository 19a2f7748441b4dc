/** Two readiness indicators claim one name, so one of them could not be told apart in the body of `/ready`. */
export class DuplicateIndicatorError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'HEALTH_DUPLICATE_INDICATOR';

  constructor(readonly indicator: string) {
    super(
      `HealthRegistry.register(): a readiness indicator named "${indicator}" exists already. ` +
        'Names are the keys in the body of /ready: rename the second one. "event_loop" and "database" ' +
        '("database_<name>" for named TypeORM data sources) are taken by the built-in checks.',
    );
    this.name = 'DuplicateIndicatorError';
  }
}
