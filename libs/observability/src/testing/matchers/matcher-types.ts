/** The part of Jest's and Vitest's matcher context that these matchers need; neither is a dependency. */
export interface MatcherContext {
  equals(actual: unknown, expected: unknown): boolean;
}

/** What `expect.extend` expects from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}
