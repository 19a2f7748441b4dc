import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { Counter, Histogram, Registry, Summary } from 'prom-client';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { prometheusMissing, PrometheusServer } from '../support/prometheus-server.js';
import { PlainServer } from './plain-server.js';

const missing = prometheusMissing();
if (missing !== undefined) console.warn(`The Prometheus tests are skipped: ${missing}`);
const describeWithPrometheus = missing === undefined ? describe : describe.skip;

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

describeWithPrometheus('a real Prometheus', () => {
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
