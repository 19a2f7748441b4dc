import {
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  SpanKind,
  trace,
  TraceFlags,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  SamplingDecision,
  type IdGenerator,
  type Sampler,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';
import { LeanSpan, type SpanSurroundings } from './lean-span.js';
import { ActiveSpanTracer } from './active-span.tracer.js';

/** What a tracer needs beside what its spans share. */
export interface LeanTracerParts extends SpanSurroundings {
  readonly ids: IdGenerator;
  readonly sampler: Sampler;
  /** Whether the sampler does what the parent did wherever the parent is a span of this process. */
  readonly followsLocalParent: boolean;
  /** Whether a span whose parent in this process is not sampled is recorded all the same, because the end decides. */
  readonly recordsUnsampled: boolean;
}

/**
 * A tracer for the spans of operations, which start without attributes and at the time at which they are made. It decides
 * like the SDK's and gives its spans to the same processors.
 */
export class LeanTracer extends ActiveSpanTracer {
  constructor(private readonly parts: LeanTracerParts) {
    super();
  }

  /** @param options only `kind`, `root` and `links` are looked at */
  startSpan(name: string, options: SpanOptions = {}, given: Context = context.active()): Span {
    const active = options.root ? trace.deleteSpan(given) : given;
    if (isTracingSuppressed(active)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const { ids, processor } = this.parts;
    const parentSpan = trace.getSpan(active);
    const parent = validContextOf(parentSpan);
    const spanId = ids.generateSpanId();
    const traceId = parent?.traceId ?? ids.generateTraceId();
    const { kind = SpanKind.INTERNAL, links = none } = options;
    const { decision, attributes, traceState } =
      this.parts.followsLocalParent && parentSpan instanceof LeanSpan
        ? this.asItsParent(parentSpan)
        : this.parts.sampler.shouldSample(active, traceId, name, kind, {}, links);
    const own: SpanContext = {
      traceId,
      spanId,
      traceFlags: decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE,
      traceState: traceState ?? parent?.traceState,
    } as SpanContext;
    if (decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(own);
    const span = new LeanSpan(this.parts, { name, kind, context: own, parent, links });
    if (attributes) span.setAttributes(attributes);
    processor.onStart(span, active);
    return span;
  }

  private asItsParent(parent: LeanSpan): SamplingResult {
    if ((parent.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) return sampled;
    return this.parts.recordsUnsampled ? recorded : dropped;
  }
}

const none: Link[] = [];
const sampled: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const recorded: SamplingResult = { decision: SamplingDecision.RECORD };
const dropped: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/** Our own need no proof: looking at each digit of the ids costs 0.25 us a span. */
function validContextOf(parent: Span | undefined): SpanContext | undefined {
  const parentContext = parent?.spanContext();
  if (parentContext === undefined || parent instanceof LeanSpan) return parentContext;
  return isSpanContextValid(parentContext) ? parentContext : undefined;
}
