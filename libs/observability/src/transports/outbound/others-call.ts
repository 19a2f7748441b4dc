import { SpanKind, trace, type Attributes, type Context } from '@opentelemetry/api';

/** The attributes of a client span that a patching instrumentation has when it makes the request; old names included. */
const marks = ['http.request.method', 'url.full', 'http.method', 'http.url'];

/**
 * Whether an instrumentation that patches the client has made a span of this very call, and runs the call inside of it. Ours have
 * no attributes before they end, so they are never taken for one.
 */
export function isCallOfOthers(active: Context): boolean {
  const span = trace.getSpan(active) as { kind?: SpanKind; attributes?: Attributes } | undefined;
  if (span?.kind !== SpanKind.CLIENT || !span.attributes) return false;
  const { attributes } = span;
  return marks.some(mark => attributes[mark] !== undefined);
}
