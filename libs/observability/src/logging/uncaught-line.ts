import type { Context } from '@opentelemetry/api';
import type { Failure } from '../core/failure.js';
import { field } from '../core/names.js';
import type { Redactor } from '../redaction/redactor.js';
import { describeError } from './describe-error.js';
import type { LogLine } from './log-writer.js';
import { traceFields } from './trace-fields.js';

/** An exception that nobody caught. */
export interface UncaughtException {
  readonly failure: Failure;
  readonly fingerprint: string;
  readonly context: Context;
  readonly origin: string;
}

/** The last line of a process: what ended it. */
export function uncaughtLine(exception: UncaughtException, redactor: Redactor): LogLine {
  const { failure, fingerprint, context, origin } = exception;
  const fields = traceFields(context);
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === 'string') fields[key] = redactor.attribute(key, value);
  }
  const what = origin === 'unhandledRejection' ? 'Unhandled rejection' : 'Uncaught exception';
  return {
    level: 'fatal',
    message: redactor.text(`${what}: ${failure.type}: ${failure.message}`),
    fields: { ...fields, [field.error]: describeError(failure, fingerprint, redactor) },
    context,
  };
}
