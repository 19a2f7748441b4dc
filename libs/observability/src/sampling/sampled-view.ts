import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/**
 * A span that was kept at the end, as a processor has to see it: every processor of OpenTelemetry drops what lacks the flag. The
 * span itself keeps its own, which services further on were told.
 */
export function sampledView(span: ReadableSpan): ReadableSpan {
  const own = span.spanContext();
  if ((own.traceFlags & TraceFlags.SAMPLED) !== 0) return span;
  const flagged = { ...own, traceFlags: own.traceFlags | TraceFlags.SAMPLED };
  return Object.create(span, { spanContext: { value: () => flagged } }) as ReadableSpan;
}
