import {
  context,
  SpanKind,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { joinTrace, traceOf } from '../../core/observed-trace.js';
import type { LoadShedding } from '../../core/load-shedding.js';
import { ActiveSpanTracer } from '../spans/active-span.tracer.js';

/** What happens besides when a span is given up. */
export type SpanShed = () => void;

/** Kinds that are a part of other work in this process; a request or a message is never given up when it begins. */
const parts: ReadonlySet<SpanKind> = new Set([SpanKind.INTERNAL, SpanKind.CLIENT]);

/**
 * Makes no child spans while the event loop is saturated: the span around takes their place, so that ids in log lines and in calls
 * of other services stay those of a span that is there.
 */
export class SheddingTracer extends ActiveSpanTracer {
  constructor(
    /** Makes the spans while there is time. */
    readonly tracer: Tracer,
    private readonly shedding: LoadShedding,
    private readonly shed: SpanShed,
  ) {
    super();
  }

  startSpan(name: string, options?: SpanOptions, active: Context = context.active()): Span {
    if (this.shedding.level < 3) return this.tracer.startSpan(name, options, active);
    return this.standIn(options, active) ?? this.tracer.startSpan(name, options, active);
  }

  private standIn(options: SpanOptions | undefined, active: Context): Span | undefined {
    if (options?.root === true || !parts.has(options?.kind ?? SpanKind.INTERNAL)) return undefined;
    const around = trace.getSpan(active);
    const own = around?.spanContext();
    if (!around || !own || own.isRemote === true) return undefined;
    if (around.isRecording() && this.shedding.sheds('child_spans')) this.shed();
    const standIn = trace.wrapSpanContext(own);
    const observed = traceOf(around);
    if (observed) joinTrace(standIn, observed);
    return standIn;
  }
}

/** Tracers for everybody else's spans, which are given up likewise. */
export class SheddingTracerProvider implements TracerProvider {
  constructor(
    private readonly provider: TracerProvider,
    private readonly shedding: LoadShedding,
    private readonly shed: SpanShed,
  ) {}

  getTracer(...identity: Parameters<TracerProvider['getTracer']>): Tracer {
    return new SheddingTracer(this.provider.getTracer(...identity), this.shedding, this.shed);
  }
}
