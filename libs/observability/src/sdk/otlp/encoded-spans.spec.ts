import { createTraceState, ROOT_CONTEXT, SpanKind, trace, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { exportRequest, SpanEncoder } from './encoded-spans.js';

/** What OpenTelemetry's own exporter would send. */
function referenceRequest(spans: readonly ReadableSpan[]): Buffer {
  const { _delegate } = new OTLPTraceExporter() as unknown as {
    _delegate: { _serializer: { serializeRequest(spans: readonly ReadableSpan[]): Uint8Array } };
  };
  return Buffer.from(_delegate._serializer.serializeRequest(spans));
}

function ourRequest(spans: readonly ReadableSpan[], encoder = new SpanEncoder()): Buffer {
  for (const span of spans) encoder.add(span);
  const encoded = encoder.take();
  if (!encoded) throw new Error('nothing was encoded');
  expect(encoded.length).toBe(spans.length);
  return Buffer.from(exportRequest(encoded));
}

const resource = resourceFromAttributes(
  { 'service.name': 'shöp', count: 3, list: ['a', 'b'], long: 'x'.repeat(20_000) },
  { schemaUrl: 'https://example.org/schema' },
);

/** Spans of the real SDK. */
function recorded(record: (provider: TracerProvider) => void): ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: span => void spans.push(span),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  record(provider);
  return spans;
}

const remote: SpanContext = {
  traceId: '0123456789abcdef0123456789ABCDEF',
  spanId: 'fedcba9876543210',
  traceFlags: 255,
  isRemote: true,
  traceState: createTraceState('vendor=1,other=zwei'),
};
const inRemote = trace.setSpanContext(ROOT_CONTEXT, remote);

/** A recorded span with fields that the SDK would not let through. */
function spanWith(fields: Partial<Record<keyof ReadableSpan, unknown>>): ReadableSpan {
  const [span] = recorded(provider => provider.getTracer('odd').startSpan('odd').end());
  return Object.assign(Object.create(span as object) as ReadableSpan, fields);
}

const withAttributes = (attributes: unknown) => spanWith({ attributes });

describe('a span that is encoded when it ends', () => {
  it('is byte for byte what the exporter of OpenTelemetry sends', () => {
    const spans = recorded(provider => {
      const tracer = provider.getTracer('shop', '1.2.3', { schemaUrl: 'https://example.org/s' });
      const parent = tracer.startSpan('GET', { kind: SpanKind.SERVER, attributes: { a: 1 } }, inRemote);
      parent.addEvent('exception', { 'exception.stacktrace': 'at x\n'.repeat(100), again: true }, [1, 5]);
      parent.addEvent('');
      parent.addLink({ context: remote, attributes: { why: 'retry', list: [1, 2.5] } });
      parent.addLink({ context: parent.spanContext() });
      parent.setStatus({ code: 2, message: 'карта отклонена' });
      const inner = provider.getTracer('db').startSpan('', {}, trace.setSpan(ROOT_CONTEXT, parent));
      for (let i = 0; i < 200; i += 1)
        inner.setAttribute(`key ${i}`, i).addEvent('e').addLink({ context: remote });
      inner.setStatus({ code: 1 }).end();
      parent.end();
      tracer.startSpan('root', { startTime: [4_294_967_297, 999_999_999] }).end([4_294_967_299, 1]);
    });
    expect(spans).toHaveLength(3);
    expect(ourRequest(spans).equals(referenceRequest(spans))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no attributes', {}],
    ['an empty key and text', { '': '' }],
    ['ASCII around the lengths where a size takes another byte', textsOf([40, 41, 117, 127, 128, 129])],
    ['long ASCII', textsOf([16_383, 16_384, 16_385, 100_000, 2_097_152])],
    ['unicode whose bytes outgrow the guessed size', { a: 'é'.repeat(64), b: '日'.repeat(6_000), c: '😀é' }],
    ['text with NUL and lone surrogates', { a: '\0', b: 'x\ud800', c: '\udfff'.repeat(60) }],
    [
      'integers',
      listed([0, -0, 1, -1, 127, 128, 2 ** 31, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53), 2 ** 62]),
    ],
    ['the ends of 64 bits', listed([2 ** 63, -(2 ** 63), 2 ** 63 - 1024, -(2 ** 63) - 2048])],
    ['fractions', listed([0.1, -1.5, NaN, Infinity, -Infinity, 5e-324, 1.7e308])],
    ['lists with holes', { a: ['x', null, undefined, 1, false, [], ['y']], b: [null], c: [] }],
    ['objects', { a: { b: { c: [{ d: 1 }] }, e: null }, bytes: new Uint8Array([0, 255]), n: null }],
    ['what OTLP cannot say', { a: 1n, b: Symbol('x'), c: () => 1, d: undefined, e: true, f: false }],
    ['keys of prototypes', JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":"x"}')],
    ['inherited keys', Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })],
  ])('holds %s', (_name, attributes) => {
    const spans = [withAttributes(attributes), withAttributes({ after: 1 })];
    expect(ourRequest(spans).equals(referenceRequest(spans))).toBe(true);
  });

  it('stays whole wherever the buffer has to grow', () => {
    const damaged: number[] = [];
    for (let length = 0; length < 16; length += 1) {
      // Many small values, so that the buffer is filled to its last byte before it grows.
      const attributes = {
        pad: 'x'.repeat(length),
        list: Array.from({ length: 9_000 }, (_, at) => at % 2 > 0),
      };
      const spans = [withAttributes(attributes), withAttributes({ yes: true })];
      if (!ourRequest(spans).equals(referenceRequest(spans))) damaged.push(length);
    }
    expect(damaged).toEqual([]);
  });

  it('holds whatever can be recorded', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }));
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double());
    const primitive = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.uint8Array());
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        primitive,
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(text, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const attributes = fc.dictionary(text, value, { maxKeys: 8 });
    const hex = (digits: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
    const time = fc.tuple(fc.nat({ max: 2 ** 33 }), fc.nat({ max: 999_999_999 }));
    const spanContext = fc
      .record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.nat(), isRemote: fc.boolean() })
      .map(fields => ({ ...fields }));
    const count = fc.nat();
    const span = fc
      .record({
        context: spanContext,
        parentSpanContext: fc.option(spanContext, { nil: undefined }),
        name: text,
        kind: fc.nat({ max: 4 }),
        startTime: time,
        endTime: time,
        attributes,
        status: fc.record({ code: fc.nat({ max: 2 }), message: fc.option(text, { nil: undefined }) }),
        events: fc.array(fc.record({ name: text, time, attributes, droppedAttributesCount: count })),
        links: fc.array(fc.record({ context: spanContext, attributes, droppedAttributesCount: count })),
        droppedAttributesCount: count,
        droppedEventsCount: count,
        droppedLinksCount: count,
        scope: fc.constantFrom(...['a', 'b'].map(name => ({ name, version: '1' }))),
      })
      .map(({ context, scope, ...fields }) => ({
        ...fields,
        spanContext: () => context,
        instrumentationScope: scope,
        resource,
      }));
    const encoder = new SpanEncoder();
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), generated => {
        // A group in the order of its first span, as a fresh encoder has it.
        const spans = generated as unknown as ReadableSpan[];
        ourRequest(spans, encoder);
        expect(ourRequest(spans).equals(referenceRequest(spans))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a batch of encoded spans', () => {
  it('stays whole when one span cannot be read', () => {
    const encoder = new SpanEncoder();
    const good = withAttributes({ a: 1 });
    const bad = withAttributes({
      a: 1,
      get b() {
        throw new Error('unreadable');
      },
    });
    encoder.add(good);
    expect(() => encoder.add(bad)).toThrow('unreadable');
    expect(encoder.length).toBe(1);
    encoder.add(good);
    const encoded = encoder.take();
    expect(encoded && Buffer.from(exportRequest(encoded)).equals(referenceRequest([good, good]))).toBe(true);
    expect(encoder.take()).toBeUndefined();
  });

  it('is untouched by the batches after it', () => {
    const encoder = new SpanEncoder();
    const [first, second] = ['first', 'second'].map(name =>
      withAttributes({ name, big: 'x'.repeat(3_000_000) }),
    );
    encoder.add(first as ReadableSpan);
    const encoded = encoder.take();
    encoder.add(second as ReadableSpan);
    encoder.take();
    const request = encoded && Buffer.from(exportRequest(encoded));
    expect(request?.equals(referenceRequest([first as ReadableSpan]))).toBe(true);
  });
});

function textsOf(lengths: readonly number[]): Record<string, string> {
  return Object.fromEntries(lengths.map(length => [`of ${length}`, 'x'.repeat(length)]));
}

function listed(values: readonly number[]): Record<string, unknown> {
  return { ...Object.fromEntries(values.map((value, at) => [`value ${at}`, value])), values };
}
