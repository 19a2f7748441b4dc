import { resourceFromAttributes } from '@opentelemetry/resources';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { spansOf } from '../../../../../test/support/otlp-signals.js';
import { readOtlpBody } from '../../../../../test/support/otlp-wire.js';
import { jsonHalves } from './json-halves.js';
import { protobufHalves } from './protobuf-halves.js';

const forms = [
  {
    name: 'protobuf',
    halves: protobufHalves,
    serializer: ProtobufTraceSerializer,
    contentType: 'application/x-protobuf',
  },
  { name: 'JSON', halves: jsonHalves, serializer: JsonTraceSerializer, contentType: 'application/json' },
] as const;

/** Spans of several scopes and resources. */
function recorded(counts: readonly number[]): ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const idle = async (): Promise<void> => undefined;
  counts.forEach((count, at) => {
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': `service ${at % 2}` }),
      spanProcessors: [
        { onStart: () => undefined, onEnd: span => void spans.push(span), forceFlush: idle, shutdown: idle },
      ],
    });
    const tracer = provider.getTracer(`scope ${at % 3}`);
    for (let nth = 0; nth < count; nth += 1) tracer.startSpan(`${at}.${nth}`, { attributes: { nth } }).end();
  });
  return spans;
}

describe.each(forms)('the halves of a request in $name', ({ halves, serializer, contentType }) => {
  const read = (bytes: Uint8Array) =>
    spansOf(
      readOtlpBody({ path: '/v1/traces', contentType, encoding: 'identity', bytes: Buffer.from(bytes) }),
    );

  it('hold every span once, with its scope and resource, and count them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), counts => {
        const spans = recorded(counts);
        const whole = serializer.serializeRequest(spans) ?? new Uint8Array();
        const parts = halves(whole);
        if (spans.length < 2) return expect(parts).toBeUndefined();
        const received = (parts ?? []).map(({ bytes }) => read(bytes));
        expect(received.map(({ length }) => length)).toEqual(parts?.map(({ items }) => items));
        expect(received.map(({ length }) => length)).toEqual([
          spans.length >> 1,
          spans.length - (spans.length >> 1),
        ]);
        return expect(received.flat()).toEqual(read(whole));
      }),
      { numRuns: 40 },
    );
  });
});

it('what is no protobuf has no halves', () => {
  expect(() => protobufHalves(Buffer.from([0x0a, 200, 1]))).toThrow(RangeError);
});
