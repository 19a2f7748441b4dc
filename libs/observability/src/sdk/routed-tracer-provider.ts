import {
  context,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { runtimeFor } from '../core/runtime.js';
import { routedProvider } from './coexistence.js';
import { ActiveSpanTracer } from './spans/active-span.tracer.js';

/** A span that nothing keeps, for code that runs outside of every application. */
function nobodysSpan(): Span {
  return trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 });
}

class RoutedTracer extends ActiveSpanTracer {
  constructor(private readonly identity: Parameters<TracerProvider['getTracer']>) {
    super();
  }

  startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    const tracers = runtimeFor(parent, undefined)?.tracers;
    return tracers ? tracers.getTracer(...this.identity).startSpan(name, options, parent) : nobodysSpan();
  }
}

/**
 * The tracer provider that the OpenTelemetry API hands out: each span that other code makes - the application by hand, an
 * instrumentation - goes to the application whose request it runs in, so that two applications in a process never mix.
 */
export class RoutedTracerProvider implements TracerProvider {
  readonly [routedProvider] = true;

  getTracer(...identity: Parameters<TracerProvider['getTracer']>): Tracer {
    return new RoutedTracer(identity);
  }
}
