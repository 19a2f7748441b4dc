import { context, trace, type Context, type Span, type SpanOptions, type Tracer } from '@opentelemetry/api';

/** The half of a tracer that is the same whoever makes the spans. */
export abstract class ActiveSpanTracer implements Tracer {
  abstract startSpan(name: string, options?: SpanOptions, parent?: Context): Span;

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const work = rest.pop() as (span: Span) => ReturnType<F>;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), work, undefined, span);
  }
}
