/** The part of an event that is filled in or masked here. */
export interface SentryEvent {
  message?: unknown;
  logentry?: unknown;
  exception?: { values?: SentryException[] };
  breadcrumbs?: unknown;
  contexts?: Record<string, unknown>;
  tags?: Record<string, unknown>;
  extra?: unknown;
  request?: unknown;
  user?: unknown;
  release?: string;
  environment?: string;
  level?: unknown;
}

/** One error of an event; a cause is one of its own. */
export interface SentryException {
  value?: string;
  type?: string;
  stacktrace?: { frames?: { vars?: unknown }[] | undefined };
}

/** The part of a Sentry scope that is used. `never`, because each version of the SDK has types of its own for events. */
export interface SentryScope {
  addEventProcessor(process: never): unknown;
}

/** The functions of `@sentry/node`, `@sentry/nestjs` or `@sentry/core` that are used: hand the module itself. */
export interface SentryApi {
  withScope(work: (scope: SentryScope) => void): void;
  captureException(thrown: unknown, hint?: object): unknown;
}
