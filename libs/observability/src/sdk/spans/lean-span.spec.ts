import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { hrTimeToMilliseconds, suppressTracing } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  TracerProvider,
  type ReadableSpan,
  type Sampler,
  type SpanLimits,
} from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { LeanSpan } from './lean-span.js';
import { operationTracer } from './operation-tracer.js';

/** A provider, what its processors were given, and the two tracers that are compared. */
function setUp(sampler: Sampler = new AlwaysOnSampler(), spanLimits: SpanLimits = {}, followsParent = false) {
  const started: ReadableSpan[] = [];
  const ended: ReadableSpan[] = [];
  const nothing = async (): Promise<void> => undefined;
  const provider = new TracerProvider({
    sampler,
    spanLimits,
    resource: resourceFromAttributes({ 'service.name': 'orders' }),
    spanProcessors: [
      {
        onStart: span => void started.push(span),
        onEnd: span => void ended.push(span),
        forceFlush: nothing,
        shutdown: nothing,
      },
    ],
  });
  const sdk = provider.getTracer('nestjs-observability');
  return { started, ended, sdk, lean: operationTracer(provider, followsParent) };
}

/** What a processor reads of a span, without the ids and times that are its own. */
function content(span: ReadableSpan): object {
  const { name, kind, status, attributes, links, ended, resource, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const { traceFlags, traceState } = span.spanContext();
  return {
    ...{ name, kind, status, attributes, links, ended, resource: resource.attributes },
    scope: instrumentationScope.name,
    events: span.events.map(({ time: _time, ...event }) => event),
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount, traceFlags, traceState },
  };
}

const key = fc.constantFrom('', 'a', 'b', 'c', 'd', 'constructor', '__proto__x');
const anything = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
  fc.constantFrom(undefined, null, 7n, Symbol('x'), () => 1, new Date(0), new Uint8Array([1, 2, 3, 4])),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
);
const bag = fc.dictionary(key, anything, { maxKeys: 6 });
const link = fc.record({
  context: fc.constant({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
  attributes: fc.oneof(bag, fc.constant(undefined)),
});
const exception = fc.oneof(
  fc.string(),
  fc.record(
    { name: fc.string(), message: fc.string(), stack: fc.string(), code: fc.oneof(fc.string(), fc.nat()) },
    { requiredKeys: [], noNullPrototype: true },
  ),
);
const status = fc.record({
  code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
  message: fc.oneof(fc.string(), fc.constant(undefined), fc.integer()),
});
const step = fc.oneof(
  fc.tuple(fc.constant('setAttribute'), key, anything),
  fc.tuple(fc.constant('setAttributes'), bag),
  fc.tuple(
    fc.constant('addEvent'),
    fc.string(),
    fc.oneof(bag, fc.constantFrom(undefined, 5, [1, 2], new Date(9))),
  ),
  fc.tuple(fc.constant('addEvent'), fc.string(), bag, fc.constantFrom(5, [1, 2], new Date(9))),
  fc.tuple(fc.constant('addLink'), link),
  fc.tuple(fc.constant('addLinks'), fc.array(link, { maxLength: 3 })),
  fc.tuple(fc.constant('setStatus'), status),
  fc.tuple(fc.constant('updateName'), fc.string()),
  fc.tuple(fc.constant('recordException'), exception),
  fc.tuple(fc.constant('end')),
);
const few: SpanLimits = {
  attributeCountLimit: 2,
  attributeValueLengthLimit: 3,
  eventCountLimit: 2,
  linkCountLimit: 2,
  attributePerEventCountLimit: 1,
  attributePerLinkCountLimit: 1,
};
const limits = fc.constantFrom<SpanLimits>({}, few, { eventCountLimit: 0, linkCountLimit: 0 });

describe('a lean span', () => {
  it('holds what a span of the SDK holds after the same calls, whatever they are given', () => {
    fc.assert(
      fc.property(
        limits,
        fc.array(step, { maxLength: 12 }),
        fc.array(link, { maxLength: 3 }),
        (limit, steps, links) => {
          const { sdk, lean, started, ended } = setUp(new AlwaysOnSampler(), limit);
          const both = [sdk, lean].map(tracer =>
            tracer.startSpan('work', { kind: SpanKind.SERVER, links } as SpanOptions),
          );
          for (const [method, ...args] of steps) {
            for (const span of both)
              (span as unknown as Record<string, (...args: unknown[]) => void>)[method]?.(...args);
          }
          const [one, other] = both as unknown as [ReadableSpan, ReadableSpan];
          expect(other).toBeInstanceOf(LeanSpan);
          expect(content(other)).toEqual(content(one));
          expect(both.map(span => span.isRecording())).toEqual([!one.ended, !one.ended]);
          expect([started, ended].map(({ length }) => length)).toEqual([2, one.ended ? 2 : 0]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no time', undefined],
    ['a date', new Date(2_000_000_000_000)],
    ['seconds and nanoseconds', [2_000_000_000, 5] as [number, number]],
    ['milliseconds since the epoch', 2_000_000_000_001.5],
    ['a time of the steady clock', performance.now()],
    ['a time before its start', new Date(5)],
  ])('ends at %s as the SDK does', (_what, time) => {
    const { sdk, lean, ended } = setUp();
    for (const tracer of [sdk, lean]) tracer.startSpan('work').end(time);
    const [one, other] = ended.map(span => [span.endTime, span.duration].map(hrTimeToMilliseconds)) as [
      number[],
      number[],
    ];
    // Two spans cannot start at the same moment.
    expect(Math.abs((one[0] as number) - (other[0] as number))).toBeLessThan(1_000);
    expect(Math.abs((one[1] as number) - (other[1] as number))).toBeLessThan(1_000);
  });

  it('starts now, lasts as long as the work, and knows its parent', () => {
    const { lean, ended } = setUp();
    const before = Date.now();
    const parent = lean.startSpan('outer');
    const child = lean.startSpan('inner', {}, trace.setSpan(ROOT_CONTEXT, parent));
    const began = performance.now();
    while (performance.now() - began < 3);
    child.end();
    parent.end();
    const [inner, outer] = ended as [ReadableSpan, ReadableSpan];
    expect(hrTimeToMilliseconds(inner.startTime)).toBeGreaterThanOrEqual(before);
    expect(hrTimeToMilliseconds(inner.duration)).toBeGreaterThanOrEqual(3);
    expect(inner.parentSpanContext).toBe(outer.spanContext());
    expect(outer.parentSpanContext).toBeUndefined();
    expect(inner.spanContext().traceId).toBe(outer.spanContext().traceId);
  });
});

/** Samples by name, and says so in an attribute and the trace state. */
const picky: Sampler = {
  shouldSample: (_context, _traceId, name) => ({
    decision:
      { record: SamplingDecision.RECORD, drop: SamplingDecision.NOT_RECORD }[name] ??
      SamplingDecision.RECORD_AND_SAMPLED,
    attributes: { picked: name },
  }),
  toString: () => 'picky',
};

const recordOnly: Sampler = {
  shouldSample: () => ({ decision: SamplingDecision.RECORD }),
  toString: () => 'record only',
};

const remote = (traceFlags: number): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'c'.repeat(32),
    spanId: 'd'.repeat(16),
    traceFlags,
    isRemote: true,
  });
const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0'.repeat(32), spanId: 'x', traceFlags: 1 });
const under = (tracer: Tracer, given: Context): Context =>
  trace.setSpan(given, tracer.startSpan('parent', {}, given));

describe('a lean tracer', () => {
  const samplers: [string, Sampler, boolean][] = [
    ['the parent, which is on', new ParentBasedSampler({ root: new AlwaysOnSampler() }), true],
    ['the parent, which is off', new ParentBasedSampler({ root: new AlwaysOffSampler() }), true],
    ['the parent, which is recorded only', new ParentBasedSampler({ root: recordOnly }), true],
    ['names', picky, false],
    ['nothing', new AlwaysOffSampler(), false],
  ];
  const places: [string, (tracer: Tracer) => Context][] = [
    ['no parent', () => ROOT_CONTEXT],
    ['a sampled caller', () => remote(TraceFlags.SAMPLED)],
    ['an unsampled caller', () => remote(TraceFlags.NONE)],
    ['an invalid caller', () => invalid],
    ['a local parent', tracer => under(tracer, ROOT_CONTEXT)],
    ['a local parent under an unsampled caller', tracer => under(tracer, remote(TraceFlags.NONE))],
    ['suppressed tracing', () => suppressTracing(remote(TraceFlags.SAMPLED))],
  ];
  describe.each(samplers)('that follows %s', (_sampler, sampler, follows) => {
    it.each(places)('decides like the SDK under %s', (_place, place) => {
      for (const name of ['work', 'record', 'drop']) {
        for (const options of [{}, { root: true, kind: SpanKind.CLIENT }]) {
          const { sdk, lean, started } = setUp(sampler, {}, follows);
          const seen = [sdk, lean].map(tracer => {
            started.length = 0;
            const active = place(tracer);
            const parent = trace.getSpanContext(active);
            started.length = 0;
            const span: Span = tracer.startSpan(name, options, active);
            const { traceId, spanId, traceFlags, traceState, isRemote } = span.spanContext();
            const joined = traceId === parent?.traceId;
            const contents = started.map(content);
            return {
              joined,
              own: spanId !== parent?.spanId,
              traceFlags,
              traceState,
              isRemote,
              recording: span.isRecording(),
              contents,
            };
          });
          expect(seen[1]).toEqual(seen[0]);
        }
      }
    });
  });

  it('gives the current context when it is told none, and makes an active span', () => {
    const { lean, ended } = setUp();
    const result = lean.startActiveSpan('work', span => {
      span.end();
      return 7;
    });
    expect(result).toBe(7);
    expect(ended.map(({ name }) => name)).toEqual(['work']);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  it('leaves the field to the SDK where its metrics of itself are wanted', () => {
    process.env['OTEL_NODE_EXPERIMENTAL_SDK_METRICS'] = 'true';
    const { lean, sdk } = setUp();
    delete process.env['OTEL_NODE_EXPERIMENTAL_SDK_METRICS'];
    expect(lean).toBe(sdk);
  });
});
