import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { metricPointsOf, spansOf } from '../../../../../test/support/otlp-signals.js';
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
        const parts = halves(whole, 'traces');
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

describe.each([
  { ...forms[0], serializer: ProtobufMetricsSerializer },
  { ...forms[1], serializer: JsonMetricsSerializer },
])('the halves of metrics in $name', ({ halves, serializer, contentType }) => {
  it('hold every metric whole, and count its points', async () => {
    const whole = serializer.serializeRequest(await measured()) ?? new Uint8Array();
    const parts = halves(whole, 'metrics') ?? [];
    expect(parts.map(({ items }) => items)).toEqual([1, 5]);
    const names = parts.map(({ bytes }) =>
      metricPointsOf(
        readOtlpBody({ path: '/v1/metrics', contentType, encoding: 'identity', bytes: Buffer.from(bytes) }),
      ).map(({ name }) => name),
    );
    expect(names).toEqual([['sold'], ['lasted', 'lasted', 'waiting', 'waiting', 'waiting']]);
  });
});

/** A sum with one point, a histogram with two, a gauge with three. */
async function measured() {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('shop');
  meter.createCounter('sold').add(1);
  const lasted = meter.createHistogram('lasted');
  for (const route of ['/a', '/b']) lasted.record(1, { route });
  const waiting = meter.createGauge('waiting');
  for (const queue of [1, 2, 3]) waiting.record(queue, { queue });
  const { resourceMetrics } = await reader.collect();
  await reader.shutdown();
  return resourceMetrics;
}

it('what is no protobuf has no halves', () => {
  expect(() => protobufHalves(Buffer.from([0x0a, 200, 1]), 'traces')).toThrow(RangeError);
});
