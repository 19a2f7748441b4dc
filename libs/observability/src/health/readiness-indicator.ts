/** A dependency that must work before the process takes traffic. */
export interface ReadinessIndicator {
  /** Key in the body of `/ready`; letters, digits, `_` and `-`. */
  readonly name: string;
  /**
   * Resolves when the dependency works. Throwing, rejecting, resolving to `false` and not answering in time all mean
   * *down*; the error text stays inside the process unless `health.details` is on.
   */
  check(signal: AbortSignal): unknown;
}
