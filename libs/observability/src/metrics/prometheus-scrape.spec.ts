import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { Counter, Histogram, Registry, Summary } from 'prom-client';
import { FaultLog } from '../core/fault-log.js';
import { attr } from '../core/names.js';
import { endOperation, startOperation } from '../core/operation-runner.js';
import type { OperationDefinition } from '../core/operation.js';
import { Runtime } from '../core/runtime.js';
import { OtlpReceiver } from '../../../../test/support/otlp-receiver.js';
import { describeUnless } from '../../../../test/support/describe-unless.js';
import { prometheusMissing, PrometheusServer } from '../../../../test/support/prometheus-server.js';
import { ExemplarStore } from './exemplar-store.js';
import { createMetricsEndpoint } from './metrics.endpoint.js';
import { PromClientProducer } from './prom-client-producer.js';
import { RedRecorder } from './red.recorder.js';
import { startRuntimeMetrics } from './runtime-metrics.js';
import { SharedMetricReader } from './shared-metric-reader.js';

const definition: OperationDefinition = {
  type: 'http',
  name: 'GET',
  kind: 'server',
  metrics: false,
  root: false,
  dimensions: {},
};

/** A server without Nest: `GET /orders/<n>` answers 200, `GET /broken` 500, `GET /metrics` what was measured. */
class PlainServer {
  /** The traces of the requests served, in order. */
  readonly traceIds: string[] = [];
  readonly faults = new FaultLog();
  readonly reader: SharedMetricReader;
  private readonly exemplars = new ExemplarStore();
  private readonly provider: MeterProvider;
  private readonly runtime: Runtime;
  private readonly stopRuntimeMetrics: () => void;
  private readonly metrics;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private constructor(registry: Registry, exporter: PushMetricExporter) {
    const producers = [new PromClientProducer(registry)];
    this.reader = new SharedMetricReader({ producers, faults: this.faults, push: { exporters: [exporter] } });
    const resource = resourceFromAttributes({ 'service.name': 'plain', 'service.version': '1.2.3' });
    this.provider = new MeterProvider({ readers: [this.reader], resource });
    this.stopRuntimeMetrics = startRuntimeMetrics(this.provider).stop;
    const recorder = new RedRecorder({ meter: this.provider.getMeter('plain'), exemplars: this.exemplars });
    this.runtime = new Runtime([recorder], this.faults, undefined);
    this.metrics = createMetricsEndpoint({
      reader: this.reader,
      exemplars: this.exemplars,
      faults: this.faults,
    });
  }

  static async start(registry: Registry, exporter: PushMetricExporter): Promise<PlainServer> {
    const server = new PlainServer(registry, exporter);
    await new Promise<void>(resolve => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async get(path: string): Promise<void> {
    await (await fetch(`http://${this.address}${path}`)).text();
  }

  async stop(): Promise<void> {
    this.stopRuntimeMetrics();
    await this.provider.shutdown();
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/metrics') {
      const reply = await this.metrics({ method: request.method ?? '', headers: request.headers });
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    const broken = request.url === '/broken';
    const traceId = randomBytes(16).toString('hex');
    const span = { traceId, spanId: randomBytes(8).toString('hex'), traceFlags: TraceFlags.SAMPLED };
    const operation = startOperation(
      this.runtime,
      definition,
      trace.setSpanContext(ROOT_CONTEXT, span),
      started => {
        Object.assign(started.dimensions, { [attr.httpRequestMethod]: 'GET', [attr.urlScheme]: 'http' });
      },
    );
    this.traceIds.push(traceId);
    operation.dimensions[attr.httpRoute] = broken ? '/broken' : '/orders/:id';
    operation.dimensions[attr.httpResponseStatusCode] = broken ? 500 : 200;
    operation.responseBytes = 2;
    response.writeHead(broken ? 500 : 200).end('ok');
    endOperation(this.runtime, operation, broken ? 'failure' : 'success');
  }
}

const COUNT = 'http_server_request_duration_seconds_count';
const BUCKET = 'http_server_request_duration_seconds_bucket';

function registryOfTheUser(): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'orders_placed_total', help: 'Orders.', labelNames: ['kind'], registers }).inc(
    { kind: 'web "x"\n' },
    12,
  );
  new Counter({ name: 'legacy_orders', help: 'Orders.', registers }).inc(4);
  new Histogram({ name: 'wait_seconds', help: 'Waiting.', buckets: [1, 2], registers }).observe(1.5);
  new Summary({ name: 'size_bytes', help: 'Sizes.', percentiles: [0.5], registers }).observe(7);
  return registry;
}

describeUnless(prometheusMissing())('a real Prometheus', () => {
  let receiver: OtlpReceiver;
  let app: PlainServer;
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    app = await PlainServer.start(
      registryOfTheUser(),
      new OTLPMetricExporter({ url: `${receiver.endpoint}/v1/metrics` }),
    );
    prometheus = await PrometheusServer.start([{ job: 'plain', address: app.address }]);
    // A rate needs a scrape before the requests.
    await prometheus.waitFor('up{job="plain"} == 1', results => results.length === 1);
    await app.get('/orders/0');
    await prometheus.waitFor(`sum(${COUNT})`, ([sum]) => sum?.value === 1);
    for (let order = 1; order < 30; order += 1) await app.get(`/orders/${order}`);
    for (let request = 0; request < 10; request += 1) await app.get('/broken');
    await prometheus.waitFor(`sum(${COUNT})`, ([sum]) => sum?.value === 40);
  }, 60_000);

  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
    await receiver?.stop();
  });

  test('scrapes the page without an error', async () => {
    expect(await prometheus.lastError('plain')).toBe('');
    expect(app.faults.counts().size).toBe(0);
  });

  test('counts every request under its route and status', async () => {
    const counts = await prometheus.query(`sum by (http_route, http_response_status_code) (${COUNT})`);
    const byRoute = counts.map(({ metric, value }) => [
      metric['http_route'],
      metric['http_response_status_code'],
      value,
    ]);
    expect(byRoute.sort()).toEqual([
      ['/broken', '500', 10],
      ['/orders/:id', '200', 30],
    ]);
    expect(await prometheus.value('sum(http_server_active_requests)')).toBe(0);
    expect(await prometheus.value('sum(http_server_response_body_size_bytes_sum)')).toBe(80);
  });

  test('answers rate, error ratio and p95 by route', async () => {
    expect(await prometheus.value(`sum(rate(${COUNT}[1m]))`)).toBeGreaterThan(0);
    const ratio = await prometheus.value(`sum(${COUNT}{http_response_status_code=~"5.."}) / sum(${COUNT})`);
    expect(ratio).toBe(0.25);
    const p95 = `histogram_quantile(0.95, sum by (le, http_route) (${BUCKET}))`;
    const quantiles = await prometheus.query(p95);
    expect(quantiles.map(({ metric }) => metric['http_route']).sort()).toEqual(['/broken', '/orders/:id']);
    for (const { value } of quantiles) expect(value > 0 && value < 1).toBe(true);
  });

  test('returns exemplars whose traces are those of the requests', async () => {
    const exemplars = await prometheus.exemplars(BUCKET);
    expect(exemplars.length).toBeGreaterThanOrEqual(2);
    for (const { labels, value, timestamp } of exemplars) {
      expect(app.traceIds).toContain(labels['trace_id']);
      expect(labels['span_id']).toMatch(/^[0-9a-f]{16}$/);
      expect(value).toBeGreaterThan(0);
      expect(Math.abs(Date.now() / 1_000 - timestamp)).toBeLessThan(60);
    }
    expect(new Set(exemplars.map(({ seriesLabels }) => seriesLabels['http_route'])).size).toBe(2);
  });

  test('has the metrics that users made with prom-client, under their names', async () => {
    expect(await prometheus.value('orders_placed_total{kind="web \\"x\\"\\n"}')).toBe(12);
    expect(await prometheus.value('legacy_orders')).toBe(4);
    expect(await prometheus.value('wait_seconds_bucket{le="2.0"}')).toBe(1);
    expect(await prometheus.value('wait_seconds_sum')).toBe(1.5);
    expect(await prometheus.value('size_bytes{quantile="0.5"}')).toBe(7);
  });

  test('knows the resource and joins it to a metric', async () => {
    const joined = `sum(${COUNT} * on (job, instance) group_left (service_version) target_info) by (service_version)`;
    expect(await prometheus.query(joined)).toEqual([{ metric: { service_version: '1.2.3' }, value: 40 }]);
  });

  test('has the runtime metrics', async () => {
    expect((await prometheus.query('v8js_memory_heap_used_bytes')).length).toBeGreaterThan(3);
    expect(await prometheus.value('nodejs_eventloop_utilization_ratio')).toBeLessThanOrEqual(1);
  });

  test('takes nothing away from OTLP, which gets the same totals under the OpenTelemetry names', async () => {
    await app.reader.forceFlush();
    const duration = receiver.metricPoints.filter(point => point.name === 'http.server.request.duration');
    expect(duration.map(point => point.count).sort()).toEqual([10, 30]);
    expect(receiver.metricPoints.find(point => point.name === 'orders_placed_total')?.value).toBe(12);
  });
});
