import {
  context,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';
import { ActiveSpanTracer } from './spans/active-span.tracer.js';

/** Makes the spans of a request where its server span was made, so that no trace is torn apart; all others on its own. */
export class JoiningTracer extends ActiveSpanTracer {
  /**
   * @param own of this library
   * @param foreign of who set OpenTelemetry up before
   */
  constructor(
    private readonly own: Tracer,
    private readonly foreign: Tracer,
  ) {
    super();
  }

  startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    const joins = scopeIn(parent)?.operation?.takenOver !== undefined;
    return (joins ? this.foreign : this.own).startSpan(name, options, parent);
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
