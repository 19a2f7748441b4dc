import {
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { maskedAtEnd } from '../core/masked-at-end.js';
import { attr, exceptionEvent } from '../core/names.js';
import type { Operation, OperationDefinition, OperationKind } from '../core/operation.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import type { Redactor } from '../redaction/redactor.js';

const spanKinds: Record<OperationKind, SpanKind> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** Makes a span of each operation, by the stable semantic conventions. */
export class SpanRecorder implements OperationRecorder {
  readonly signal = 'span';
  constructor(
    private readonly tracer: Tracer,
    private readonly redactor: Redactor,
  ) {}

  /** A connection may stay open for days, and a span leaves when it ends. */
  observes({ type }: OperationDefinition): boolean {
    return type !== 'connection';
  }

  idle(definition: OperationDefinition, parent: Context): boolean {
    if (definition.root) return false;
    const span = trace.getSpan(parent);
    return span !== undefined && !span.isRecording() && span.spanContext().isRemote !== true;
  }

  start(operation: Operation): void {
    if (operation.takenOver) {
      operation.context = trace.setSpan(operation.context, operation.takenOver);
      return;
    }
    if (operation.quiet) {
      // What a probe or a scrape does is as uninteresting as the probe itself.
      operation.context = suppressTracing(operation.context);
      return;
    }
    const { definition, parent, links } = operation;
    const caller = definition.root ? trace.getSpanContext(parent) : undefined;
    if (caller) links.push({ context: caller });
    // Attributes come at the end: at the start the SDK cleans each of them twice, before and after the sampler.
    const span = this.tracer.startSpan(
      operation.name,
      { kind: spanKinds[definition.kind], root: definition.root, links },
      operation.context,
    );
    operation.context = trace.setSpan(operation.context, span);
  }

  end(operation: Operation): void {
    const span = operation.quiet ? undefined : trace.getSpan(operation.context);
    if (!span) return;
    if (span.isRecording()) this.describe(span, operation);
    if (!operation.takenOver) span.end();
  }

  private describe(span: Span, operation: Operation): void {
    if (operation.name !== operation.definition.name) span.updateName(operation.name);
    span.setAttributes(operation.dimensions as Attributes);
    if (operation.definition.details) span.setAttributes(operation.definition.details);
    const clean = maskedAtEnd in span;
    for (const key in operation.details) {
      const value = operation.details[key];
      if (value === undefined) continue;
      span.setAttribute(key, clean ? value : this.redactor.attribute(key, value));
    }
    if (operation.outcome === 'failure') this.fail(span, operation);
    else if (operation.failure) span.setAttribute(attr.errorType, operation.failure.type);
  }

  private fail(span: Span, { failure, dimensions, exception }: Operation): void {
    const text = (said: string): string => (maskedAtEnd in span ? said : this.redactor.text(said));
    const message = failure ? text(failure.message) : '';
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    if (!failure) return;
    if (dimensions[attr.errorType] === undefined) span.setAttribute(attr.errorType, failure.type);
    // An inner span, or a log record, carries it already.
    if (exception && !exception.onSpan) return;
    span.addEvent(exceptionEvent, {
      [attr.exceptionType]: failure.type,
      [attr.exceptionMessage]: message,
      ...(failure.stack && { [attr.exceptionStacktrace]: text(failure.stack) }),
      ...(exception && { [attr.exceptionFingerprint]: exception.fingerprint }),
    });
  }
}
