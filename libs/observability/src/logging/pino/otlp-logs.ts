import { context } from '@opentelemetry/api';
import { SeverityNumber, type AnyValue, type Logger } from '@opentelemetry/api';
import { attr, field } from '../../core/names.js';
import { exceptionElsewhere } from '../log-writer.js';
import type { LogEntry, LogEntryListener } from './log-output.js';

const severities: readonly {
  readonly from: number;
  readonly number: SeverityNumber;
  readonly text: string;
}[] = [
  { from: 60, number: SeverityNumber.FATAL, text: 'FATAL' },
  { from: 50, number: SeverityNumber.ERROR, text: 'ERROR' },
  { from: 40, number: SeverityNumber.WARN, text: 'WARN' },
  { from: 30, number: SeverityNumber.INFO, text: 'INFO' },
  { from: 20, number: SeverityNumber.DEBUG, text: 'DEBUG' },
];

/** Sends each line as an OpenTelemetry log record too, made from the redacted object and never from the text. */
export function otlpLogs(logger: Logger): LogEntryListener {
  return entry => {
    const severity = severities.find(({ from }) => entry.level >= from);
    logger.emit({
      severityNumber: severity?.number ?? SeverityNumber.TRACE,
      severityText: severity?.text ?? 'TRACE',
      body: entry.message ?? '',
      attributes: attributesOf(entry),
      context: entry.context ?? context.active(),
    });
  };
}

/** The ids are left out: the record has fields of its own for them. */
function attributesOf({ fields }: LogEntry): Record<string, AnyValue> {
  const attributes: Record<string, AnyValue> = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (key === field.traceId || key === field.spanId || value === undefined) continue;
    if (key === field.error) addException(attributes, value, fields[exceptionElsewhere] === true);
    else attributes[key] = value as AnyValue;
  }
  return attributes;
}

function addException(
  attributes: Record<string, AnyValue>,
  error: unknown,
  recordedElsewhere: boolean,
): void {
  if (typeof error !== 'object' || error === null) return;
  const { type, message, stack, cause, fingerprint } = error as Record<string, AnyValue>;
  if (fingerprint !== undefined) attributes[attr.exceptionFingerprint] = fingerprint;
  // Whoever counts exceptions must not find it twice; the fingerprint leads to it.
  if (recordedElsewhere) return;
  if (type !== undefined) attributes[attr.exceptionType] = type;
  if (message !== undefined) attributes[attr.exceptionMessage] = message;
  if (stack !== undefined) attributes[attr.exceptionStacktrace] = stack;
  if (cause !== undefined) attributes[attr.exceptionCause] = cause;
}
