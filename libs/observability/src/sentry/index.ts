export { SentryReporter } from './sentry.reporter.js';
export type { SentryApi, SentryEvent, SentryException, SentryScope } from './sentry-api.js';
