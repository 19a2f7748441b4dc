import { context, SeverityNumber, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { OtlpReceiver } from './otlp-receiver.js';

const forms = [
  { form: 'JSON, plain', Traces: JsonTraces, Metrics: JsonMetrics, Logs: JsonLogs, gzip: false },
  { form: 'JSON, gzip', Traces: JsonTraces, Metrics: JsonMetrics, Logs: JsonLogs, gzip: true },
  {
    form: 'protobuf, plain',
    Traces: ProtobufTraces,
    Metrics: ProtobufMetrics,
    Logs: ProtobufLogs,
    gzip: false,
  },
  {
    form: 'protobuf, gzip',
    Traces: ProtobufTraces,
    Metrics: ProtobufMetrics,
    Logs: ProtobufLogs,
    gzip: true,
  },
];

const resource = resourceFromAttributes({ 'service.name': 'orders', 'process.pid': 42 });

describe('an OTLP receiver', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(() => receiver.stop());

  const target = (path: string, gzip: boolean) => ({
    url: `${receiver.endpoint}${path}`,
    compression: gzip ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
    headers: { 'x-tenant': 'acme' },
  });

  describe.each(forms)('reads $form', ({ form, Traces, Metrics, Logs, gzip }) => {
    const expectTravelForm = (path: string) =>
      expect(receiver.requests).toEqual([
        expect.objectContaining({
          path,
          contentType: form.startsWith('JSON') ? 'application/json' : 'application/x-protobuf',
          encoding: gzip ? 'gzip' : 'identity',
          headers: expect.objectContaining({ 'x-tenant': 'acme' }),
          problem: undefined,
        }),
      ]);

    it('spans with ids, parent, attributes, events, links and status', async () => {
      const exporter = new Traces(target('/v1/traces', gzip));
      const collected = new TracerProvider({
        resource,
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
      });
      const tracer = collected.getTracer('checkout', '2.0.1');
      const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER });
      const linked = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
      const child = tracer.startSpan(
        'child',
        {
          startTime: new Date(1_700_000_000_123),
          attributes: { text: 'é', yes: true, whole: 7, part: 0.25, list: ['a', 'b'], negative: -3 },
          links: [{ context: linked, attributes: { why: 'cause' } }],
        },
        trace.setSpan(context.active(), parent),
      );
      child.addEvent('retry', { attempt: 2 });
      child.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' });
      child.end(new Date(1_700_000_000_456));

      const [span] = await receiver.waitForSpans(({ name }) => name === 'child');
      const { traceId, spanId } = child.spanContext();
      expect(span).toEqual({
        traceId,
        spanId,
        parentSpanId: parent.spanContext().spanId,
        name: 'child',
        kind: 'internal',
        startedAt: 1_700_000_000_123_000_000n,
        endedAt: 1_700_000_000_456_000_000n,
        status: { code: 'error', message: 'declined' },
        attributes: { text: 'é', yes: true, whole: 7, part: 0.25, list: ['a', 'b'], negative: -3 },
        events: [{ name: 'retry', attributes: { attempt: 2 } }],
        links: [{ traceId: linked.traceId, spanId: linked.spanId, attributes: { why: 'cause' } }],
        resource: { 'service.name': 'orders', 'process.pid': 42 },
        scope: { name: 'checkout', version: '2.0.1' },
      });
      expectTravelForm('/v1/traces');

      parent.end();
      const root = (await receiver.waitForSpans(2)).at(-1);
      expect(root).toMatchObject({
        name: 'parent',
        kind: 'server',
        parentSpanId: undefined,
        status: { code: 'unset' },
      });
      await collected.shutdown();
    });

    it('points of counters, gauges and histograms', async () => {
      const exporter = new Metrics(target('/v1/metrics', gzip));
      const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
      const provider = new MeterProvider({ resource, readers: [reader] });
      const meter = provider.getMeter('shop', '1');
      meter
        .createCounter('orders', { unit: '{order}', description: 'Orders placed' })
        .add(3, { tenant: 'acme' });
      meter.createGauge('load').record(0.5);
      const duration = meter.createHistogram('duration', {
        unit: 's',
        advice: { explicitBucketBoundaries: [0.1, 1] },
      });
      duration.record(0.05);
      duration.record(0.5);
      await provider.forceFlush();

      const points = new Map((await receiver.waitForMetricPoints(3)).map(point => [point.name, point]));
      expect(points.get('orders')).toMatchObject({
        type: 'sum',
        value: 3,
        monotonic: true,
        temporality: 'cumulative',
        unit: '{order}',
        description: 'Orders placed',
        attributes: { tenant: 'acme' },
        resource: { 'service.name': 'orders' },
        scope: { name: 'shop', version: '1' },
      });
      expect(points.get('load')).toMatchObject({ type: 'gauge', value: 0.5, count: undefined });
      expect(points.get('duration')).toMatchObject({
        type: 'histogram',
        value: undefined,
        count: 2,
        sum: 0.55,
        bounds: [0.1, 1],
        bucketCounts: [1, 1, 0],
      });
      expectTravelForm('/v1/metrics');
      await provider.shutdown();
    });

    it('log records with their trace', async () => {
      const exporter = new Logs(target('/v1/logs', gzip));
      const provider = new LoggerProvider({
        resource,
        processors: [new SimpleLogRecordProcessor({ exporter })],
      });
      const span = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
      provider.getLogger('pino', '10').emit({
        severityNumber: SeverityNumber.WARN,
        severityText: 'warn',
        body: 'card declined',
        attributes: { order: { id: 7, tags: ['x'] } },
        timestamp: new Date(1_700_000_000_000),
        context: trace.setSpanContext(context.active(), span),
      });

      expect(await receiver.waitForLogRecords(1)).toEqual([
        {
          severityNumber: 13,
          severityText: 'warn',
          body: 'card declined',
          attributes: { order: { id: 7, tags: ['x'] } },
          traceId: span.traceId,
          spanId: span.spanId,
          eventName: '',
          at: 1_700_000_000_000_000_000n,
          resource: { 'service.name': 'orders', 'process.pid': 42 },
          scope: { name: 'pino', version: '10' },
        },
      ]);
      expectTravelForm('/v1/logs');
      await provider.shutdown();
    });
  });

  it('refuses what no collector would understand, and says why', async () => {
    const post = (path: string, contentType: string, body: string) =>
      fetch(receiver.endpoint + path, { method: 'POST', headers: { 'content-type': contentType }, body });
    expect((await post('/v1/traces', 'text/plain', 'x')).status).toBe(400);
    expect((await post('/v1/traces', 'application/json', '{')).status).toBe(400);
    expect((await post('/traces', 'application/json', '{}')).status).toBe(400);
    expect(receiver.requests.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('text/plain'),
      expect.stringContaining('SyntaxError'),
      'no such path as /traces',
    ]);
  });

  it('answers a chosen status while it is told to, and keeps nothing meanwhile', async () => {
    receiver.fail({ kind: 'status', status: 503, retryAfter: 1 });
    const refused = await postOneSpan(receiver);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(receiver.spans).toEqual([]);

    receiver.reset();
    expect((await postOneSpan(receiver)).status).toBe(200);
    expect(receiver.spans).toHaveLength(1);
  });

  it('hangs while it is told to, and still stops at once', async () => {
    receiver.fail({ kind: 'hang' });
    const answer = postOneSpan(receiver).then(
      () => 'answered',
      () => 'cut off',
    );
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(receiver.requests).toHaveLength(1);
    await receiver.stop();
    expect(await answer).toBe('cut off');
  });

  it('says what did arrive when the wait is over', async () => {
    await postOneSpan(receiver);
    await expect(receiver.waitForSpans(2, 20)).rejects.toThrow(
      'timed out waiting for spans after 20 ms; 1 arrived in 1 requests: /v1/traces',
    );
  });
});

const postOneSpan = (receiver: OtlpReceiver) =>
  fetch(`${receiver.endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'one' }] }] }] }),
  });
