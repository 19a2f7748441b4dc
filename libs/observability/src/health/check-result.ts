/** State of one dependency; `degraded` still serves and does not fail readiness. */
export type CheckStatus = 'up' | 'degraded' | 'down';

/** What one readiness check found. */
export interface CheckResult {
  readonly status: CheckStatus;
  /** Error message, response time and the indicator's own data: unredacted, so never shown as it is. */
  readonly details: Readonly<Record<string, unknown>>;
}
