import { SpanStatusCode, type Attributes, type Tracer } from '@opentelemetry/api';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ProtobufWriter } from '../otlp/protobuf-writer.js';
import { writeSpan } from '../otlp/span-encoding.js';
import { LimitingSpanProcessor } from './limiting-span-processor.js';
import { operationTracer } from './operation-tracer.js';
import { SpanCuts } from './span-cuts.js';

const limits = { attributes: 64, events: 32, links: 32, valueLength: 2_048, bytes: 16_384 };
const makers = [
  ['the SDK', (provider: TracerProvider): Tracer => provider.getTracer('test')],
  ['ours', (provider: TracerProvider): Tracer => operationTracer(provider, true)],
] as const;

describe.each(makers)('a span of %s', (_, tracerOf) => {
  const setUp = () => {
    const ended: ReadableSpan[] = [];
    const cuts = new SpanCuts();
    const idle = async (): Promise<void> => undefined;
    const exit = {
      onStart: () => undefined,
      onEnd: (span: ReadableSpan) => void ended.push(span),
      forceFlush: idle,
      shutdown: idle,
    };
    const provider = new TracerProvider({
      spanProcessors: [new LimitingSpanProcessor([exit], limits, cuts)],
      spanLimits: { attributeCountLimit: 64, eventCountLimit: 32, linkCountLimit: 32 },
    });
    return { ended, cuts, tracer: tracerOf(provider) };
  };

  it('that is within its limits is handed on as it is', () => {
    const { ended, cuts, tracer } = setUp();
    const span = tracer.startSpan('work').setAttributes({ text: 'x'.repeat(2_048), list: ['a', 'b'], n: 7 });
    span.end();
    expect(ended[0]).toBe(span);
    for (const limit of Object.keys(limits)) expect(cuts.of(limit as never)).toBe(0);
  });

  it('with a value of 10 MB has its beginning, and says that it was cut', () => {
    const { ended, cuts, tracer } = setUp();
    const span = tracer.startSpan('work').setAttributes({ short: 'é', long: 'é'.repeat(10_000_000) });
    span.setAttribute('list', ['x'.repeat(100_000), 'y']);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'm'.repeat(100_000) });
    span.updateName('n'.repeat(100_000));
    span.end();
    const [cut] = ended;
    expect(cut?.attributes).toEqual({
      short: 'é',
      long: 'é'.repeat(2_048),
      list: ['x'.repeat(2_048), 'y'],
    });
    expect([cut?.name.length, cut?.status.message?.length]).toEqual([2_048, 2_048]);
    expect(cuts.of('value_length')).toBe(4);
    expect(cuts.of('bytes')).toBe(0);
    expect([cut?.spanContext(), cut?.startTime, cut?.kind]).toEqual([
      span.spanContext(),
      (span as unknown as ReadableSpan).startTime,
      0,
    ]);
  });

  it('does not hold the large text that it was given', () => {
    const { ended, tracer } = setUp();
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 100; at += 1)
      tracer
        .startSpan('work')
        .setAttribute('text', Buffer.alloc(1_000_000, `${at} `).toString())
        .end();
    gc();
    expect(ended).toHaveLength(100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });

  it('with 5,000 attributes and 10,000 events keeps as many as it may, and counts the others', () => {
    const { ended, cuts, tracer } = setUp();
    const span = tracer.startSpan('work');
    for (let at = 0; at < 5_000; at += 1) span.setAttribute(`key.${at}`, at);
    for (let at = 0; at < 10_000; at += 1) span.addEvent(`event ${at}`);
    span.end();
    const [cut] = ended;
    expect(Object.keys(cut?.attributes ?? {})).toHaveLength(64);
    expect(cut?.droppedAttributesCount).toBe(4_936);
    expect(cut?.events.map(({ name }) => name)).toEqual(
      Array.from({ length: 32 }, (_event, at) => `event ${9_968 + at}`),
    );
    expect(cut?.droppedEventsCount).toBe(9_968);
    expect([cuts.of('attributes'), cuts.of('events'), cuts.of('bytes')]).toEqual([4_936, 9_968, 0]);
  });

  it('with 64 long values has all of them, each as short as it takes', () => {
    const { ended, cuts, tracer } = setUp();
    const span = tracer.startSpan('work');
    for (let at = 0; at < 64; at += 1) span.setAttribute(`key.${at}`, `${at} ${'x'.repeat(2_000)}`);
    span.end();
    const lengths = Object.values(ended[0]?.attributes ?? {}).map(value => String(value).length);
    expect(lengths).toEqual(Array(64).fill(128));
    expect([cuts.of('value_length'), cuts.of('bytes'), ended[0]?.droppedAttributesCount]).toEqual([0, 1, 0]);
  });

  it('whose numbers alone are too many loses its oldest events, then links, then attributes, and says how many', () => {
    const { ended, cuts, tracer } = setUp();
    const numbers = (length: number, key = 'a.key.of.thirty.characters'): Attributes =>
      Object.fromEntries(Array.from({ length }, (_value, at) => [`${key}.${at}`, at]));
    const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const span = tracer.startSpan('work', { links: Array(32).fill({ context, attributes: numbers(20) }) });
    span.setAttributes(numbers(40)).setAttributes(numbers(1, 'k'.repeat(300)));
    for (let at = 0; at < 32; at += 1) span.addEvent(`event ${at}`, numbers(64));
    span.end();
    const [cut] = ended;
    expect([cut?.events, cut?.droppedEventsCount]).toEqual([[], 32]);
    expect([cut?.links.length, cut?.droppedLinksCount]).toEqual([8, 24]);
    // A key that long is no name.
    expect([cut?.attributes, cut?.droppedAttributesCount]).toEqual([numbers(40), 1]);
    expect(cuts.of('bytes')).toBe(1);
  });

  it('with more attributes than fit keeps those that were set first', () => {
    const { ended, tracer } = setUp();
    const span = tracer.startSpan('work');
    for (let at = 0; at < 64; at += 1) span.setAttribute(`${at}.${'k'.repeat(250)}`, [at, at, at, at]);
    span.end();
    const kept = Object.keys(ended[0]?.attributes ?? {}).map(key => Number.parseInt(key, 10));
    expect(kept).toEqual(Array.from({ length: 32 }, (_key, at) => at));
    expect(ended[0]?.droppedAttributesCount).toBe(32);
  });

  it('never takes more than it may, whatever is in it, and is otherwise the same', () => {
    const text = fc.nat({ max: 5_000 }).map(length => 'x'.repeat(length));
    const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 20 }));
    const attributes = fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z]{1,20}$/), text), value, {
      maxKeys: 80,
    });
    fc.assert(
      fc.property(text, attributes, fc.array(attributes, { maxLength: 40 }), (name, own, events) => {
        const { ended, tracer } = setUp();
        const span = tracer.startSpan(name).setAttributes(own);
        for (const event of events) span.addEvent('event', event);
        span.end();
        const given = span as unknown as ReadableSpan;
        const cut = ended[0] ?? given;
        const writer = new ProtobufWriter();
        writeSpan(writer, cut);
        expect(writer.length).toBeLessThanOrEqual(limits.bytes);
        const lost = cut.droppedAttributesCount + Object.keys(cut.attributes).length;
        expect(lost).toBe(given.droppedAttributesCount + Object.keys(given.attributes).length);
        expect(cut.droppedEventsCount + cut.events.length).toBe(events.length);
        for (const [key, kept] of Object.entries(cut.attributes))
          if (typeof kept === 'string') expect(String(given.attributes[key]).startsWith(kept)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('with a value that cannot be read goes on to whoever counts that', () => {
    const { ended, tracer } = setUp();
    const span = tracer.startSpan('work');
    const { proxy, revoke } = Proxy.revocable([], {});
    (span as unknown as ReadableSpan).attributes['poison'] = proxy as never;
    revoke();
    span.end();
    expect(ended[0]).toBe(span);
  });
});
