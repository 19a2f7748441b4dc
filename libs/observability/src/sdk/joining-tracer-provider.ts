import {
  context,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';

/** Makes the spans of a request where its server span was made, so that no trace is torn apart; all others on its own. */
export class JoiningTracer implements Tracer {
  /**
   * @param own of this library
   * @param foreign of who set OpenTelemetry up before
   */
  constructor(
    private readonly own: Tracer,
    private readonly foreign: Tracer,
  ) {}

  startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    const joins = scopeIn(parent)?.operation?.takenOver !== undefined;
    return (joins ? this.foreign : this.own).startSpan(name, options, parent);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const work = rest.pop() as (span: Span) => ReturnType<F>;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), work, undefined, span);
  }
}

/** Tracers that join the spans of another set-up. */
export class JoiningTracerProvider implements TracerProvider {
  constructor(
    private readonly own: TracerProvider,
    private readonly foreign: TracerProvider,
  ) {}

  getTracer(...identity: Parameters<TracerProvider['getTracer']>): Tracer {
    return new JoiningTracer(this.own.getTracer(...identity), this.foreign.getTracer(...identity));
  }
}
