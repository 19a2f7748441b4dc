/** Messages of the lines that the audit trail leaves in the log as evidence. */
export const auditLine = {
  record: 'audit.record',
  receipt: 'audit.receipt',
  checkpoint: 'audit.checkpoint',
} as const;

/** The instrumentation scope of everything that this library records. */
export const scopeName = 'nestjs-observability';

/** The route of every request that no handler matched: one value, so that a scanner cannot fill the metrics. */
export const unmatchedRoute = 'unmatched';

/** Stands for the patterns, methods and names of others that came when the limit of different ones was reached. */
export const otherName = '_OTHER';

/** The `error.type` of a response that the server cut off without an exception. */
export const closedByServer = 'closed_by_server';

/** The `error.type` of a sent message that was answered with an error, whose class does not travel. */
export const errorAnswer = 'error_answer';

/** Name of the span event, and of the log record, that stands for an exception. */
export const exceptionEvent = 'exception';

/** Stands for the types of errors that came when the limit of different ones was reached. */
export const otherType = '_OTHER';

/** Stands for an HTTP method that is not a known one, as the conventions have it. */
export const otherMethod = '_OTHER';
