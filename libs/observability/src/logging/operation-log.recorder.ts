import { scopeIn } from '../context/request-scope.js';
import type { Failure } from '../core/failure.js';
import { attr, field } from '../core/names.js';
import type { Operation, OperationDefinition, OperationType, Outcome } from '../core/operation.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import type { Redactor } from '../redaction/redactor.js';
import { describeError } from './describe-error.js';
import { exceptionElsewhere, type LineLevel, type LogWriter } from './log-writer.js';
import { refusalCause } from './refusal-cause.js';
import { traceFields } from './trace-fields.js';

const levels: Record<Outcome, LineLevel> = {
  success: 'info',
  rejected: 'warn',
  aborted: 'warn',
  failure: 'error',
};

/** What has no lines of its own. */
const silentTypes: ReadonlySet<OperationType> = new Set([
  'method',
  'database',
  'http-client',
  'queue-send',
  'sent-message',
  'connection',
]);

/** Writes the one line that completes each request, message or background run. */
export class OperationLogRecorder implements OperationRecorder {
  readonly signal = 'log';

  constructor(
    private readonly writer: LogWriter,
    private readonly redactor: Redactor,
  ) {}

  /** What is part of a request - a method, a call, a query, a sent message - is worth a span, not a line. */
  observes(definition: OperationDefinition): boolean {
    return !silentTypes.has(definition.type);
  }

  idle(): boolean {
    return false;
  }

  start(): void {
    // A line is written when everything about the request is known.
  }

  end(operation: Operation): void {
    if (operation.quiet) return;
    if (operation.definition.line === 'failures' && operation.outcome === 'success') return;
    this.writer.write({
      level: levels[operation.outcome],
      message: this.redactor.text(messageOf(operation)),
      fields: this.fieldsOf(operation),
      context: operation.context,
    });
  }

  private fieldsOf(operation: Operation): Record<string | symbol, unknown> {
    const { dimensions, details, failure } = operation;
    const fields: Record<string | symbol, unknown> = traceFields(operation.context);
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'string') fields[key] = this.redactor.attribute(key, value);
    }
    fields[field.method] = details[attr.httpRequestMethodOriginal] ?? dimensions[attr.httpRequestMethod];
    fields[field.route] = dimensions[attr.httpRoute];
    // An unmatched path is all there is to find out who called what; a matched one is in the span.
    if (dimensions[attr.httpRoute] === undefined && details[attr.urlPath] !== undefined) {
      fields[field.path] = this.redactor.text(String(details[attr.urlPath]));
    }
    fields[field.status] = dimensions[attr.httpResponseStatusCode];
    fields[field.duration] = Math.round(operation.duration * 1_000) / 1_000;
    fields[field.handler] = scopeIn(operation.context)?.handler;
    if (failure) fields[field.error] = this.errorOf(operation, failure);
    if (operation.exception?.inRecord) fields[exceptionElsewhere] = true;
    return fields;
  }

  /** A failure is told in full, with stack and cause; a refusal, which is nobody's error, by its names and reasons. */
  private errorOf({ outcome, exception }: Operation, failure: Failure): Record<string, unknown> {
    if (outcome !== 'failure') {
      const named = { type: failure.type, message: this.redactor.text(failure.message) };
      const cause = refusalCause(failure.thrown, text => this.redactor.text(text));
      return { ...named, ...(cause && { cause }) };
    }
    return describeError(failure, exception?.fingerprint, this.redactor);
  }
}

function messageOf(operation: Operation): string {
  const { definition, name, outcome } = operation;
  if (outcome === 'aborted') return `${name} aborted`;
  // A request that failed is complete, because it was answered.
  return definition.type === 'background' && outcome === 'failure' ? `${name} failed` : `${name} completed`;
}
