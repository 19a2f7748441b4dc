/** One mistake in the options or the environment. */
export interface ConfigurationProblem {
  /** The option (`tracing.ratio`) or the environment variable (`OTEL_TRACES_SAMPLER`) that is wrong. */
  readonly path: string;
  /** What is wrong: `must be a number from 0 to 1`. */
  readonly message: string;
  /** What was given, as text that never holds a secret; absent where even that could be one. */
  readonly given?: string;
  /** What to do about it: an option to set, a value to use, a name to correct. */
  readonly fix: string;
}
