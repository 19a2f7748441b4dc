import { SeverityNumber, type Logger } from '@opentelemetry/api';
import { attr, exceptionEvent } from '../core/names.js';
import type { Redactor } from '../redaction/redactor.js';
import type { ExceptionListener } from './recorded-exception.js';

/**
 * Writes an exception of observed work as a log record, tied to the span that it left first. One that nobody caught has a
 * log line of its own, which is such a record already.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
 */
export function exceptionRecords(logger: Logger, redactor: Redactor): ExceptionListener {
  return ({ failure, fingerprint, context, origin }) => {
    if (origin !== 'operation') return;
    logger.emit({
      eventName: exceptionEvent,
      severityNumber: SeverityNumber.ERROR,
      severityText: 'ERROR',
      attributes: {
        [attr.exceptionType]: failure.type,
        [attr.exceptionMessage]: redactor.text(failure.message),
        ...(failure.stack !== undefined && { [attr.exceptionStacktrace]: redactor.text(failure.stack) }),
        [attr.exceptionFingerprint]: fingerprint,
      },
      context,
    });
  };
}
