import { trace } from '@opentelemetry/api';

/** Id of the span that is active where this is called. */
export function activeSpanId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().spanId;
}
