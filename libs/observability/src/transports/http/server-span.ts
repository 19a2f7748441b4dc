import { SpanKind, trace, type Context, type Span } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

/**
 * The span that an HTTP instrumentation made for the request at work; `undefined` when there is none, or when nobody
 * records it. An instrumentation of the framework may have put its own spans inside of it.
 */
export function serverSpanIn(active: Context): Span | undefined {
  const span = getRPCMetadata(active)?.span ?? trace.getSpan(active);
  if (!span?.isRecording()) return undefined;
  return (span as { readonly kind?: SpanKind }).kind === SpanKind.SERVER ? span : undefined;
}

/** Tells the instrumentation the route: it names its span by it, and its metrics carry it. */
export function tellRoute(inside: Context, route: unknown): void {
  const metadata = getRPCMetadata(inside);
  if (metadata && typeof route === 'string') metadata.route = route;
}
