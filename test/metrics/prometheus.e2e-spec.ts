import { OtlpReceiver } from '../support/otlp-receiver.js';
import { prometheusMissing, PrometheusServer } from '../support/prometheus-server.js';
import { promtoolComplaints } from '../support/promtool.js';
import { startShop } from '../support/shop-app.js';
import { adapters, type RunningTestApp } from '../support/test-app.js';

const missing = prometheusMissing();
const family = 'http_server_request_duration_seconds';
const routes = ['/orders/:id', '/orders/:id/failure'];
const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const served = `${family}_count{http_route=~"/orders.*"}`;

(missing ? describe.skip : describe).each(adapters)(
  `a real Prometheus that scrapes an application on %s${missing ? ` (skipped: ${missing})` : ''}`,
  adapter => {
    let shop: RunningTestApp;
    let collector: OtlpReceiver;
    let prometheus: PrometheusServer;

    beforeAll(async () => {
      collector = await OtlpReceiver.start();
      shop = await startShop({ otlp: { endpoint: collector.endpoint } }, adapter);
      prometheus = await PrometheusServer.start([{ job: 'shop', address: `127.0.0.1:${shop.port}` }]);
      // A rate needs a scrape from before the requests, in which their series do not exist yet.
      for (const path of ['/orders/1', '/orders/1/failure', '/nowhere']) await shop.client.get(path);
      await prometheus.waitFor(served, series => series.length === 2);
      for (let order = 2; order <= 10; order += 1) await shop.client.get(`/orders/${order}`);
      for (let failure = 0; failure < 2; failure += 1) await shop.client.get('/orders/1/failure');
      await prometheus.waitFor(`sum(${served})`, ([sum]) => sum?.value === 13);
    }, 60_000);

    const serverSpans = () => shop.telemetry.spans().filter(({ kind }) => kind === 'server');

    afterAll(async () => {
      await prometheus?.stop();
      await shop?.stop();
      await collector?.stop();
    }, 30_000);

    it('finds nothing wrong with the page, and neither does promtool', async () => {
      expect(await prometheus.lastError('shop')).toBe('');
      const { text } = await shop.client.get('/metrics');
      expect(text).toContain(`${family}_bucket`);
      expect(promtoolComplaints(text)).toBe('');
    });

    it('counts each request once, by route and status', async () => {
      const counts = await prometheus.query(
        `sum by (http_route, http_response_status_code) (${family}_count{http_route!~"/metrics"})`,
      );
      const byRoute = counts.map(({ metric, value }) => [
        metric['http_route'],
        metric['http_response_status_code'],
        value,
      ]);
      expect(byRoute).toEqual(
        expect.arrayContaining([
          ['/orders/:id', '200', 10],
          ['/orders/:id/failure', '500', 3],
          ['unmatched', '404', 1],
        ]),
      );
      expect(byRoute).toHaveLength(3);
    });

    it('answers rate, error ratio and p95 by route', async () => {
      const rates = await prometheus.query(`sum by (http_route) (rate(${served}[1m]))`);
      const failed = `${family}_count{http_response_status_code=~"5.."}`;
      const ratio = await prometheus.value(`sum(${failed}) / sum(${served})`);
      const recently = await prometheus.value(`sum(rate(${failed}[1m])) / sum(rate(${served}[1m]))`);
      const p95 = await prometheus.query(
        `histogram_quantile(0.95, sum by (le, http_route) (rate(${family}_bucket{http_route=~"/orders.*"}[1m])))`,
      );
      expect(rates.map(({ metric }) => metric['http_route']).sort()).toEqual(routes);
      for (const { value } of rates) expect(value).toBeGreaterThan(0);
      expect(ratio).toBeCloseTo(3 / 13, 5);
      const ratios = await prometheus.query(
        `sum by (http_route) (${failed}) / sum by (http_route) (${served})`,
      );
      // A route without failures has no such series.
      expect(ratios).toEqual([{ metric: { http_route: '/orders/:id/failure' }, value: 1 }]);
      // Prometheus extrapolates each series to the edges of the window, as far back as its zero.
      expect(recently).toBeGreaterThan(0.15);
      expect(recently).toBeLessThan(0.27);
      expect(p95.map(({ metric }) => metric['http_route']).sort()).toEqual(routes);
      // Half as much again, because a span and its measurement read the clock one after the other.
      const slowest = (1.5 * Math.max(...serverSpans().map(({ duration }) => duration))) / 1_000;
      const bound = bounds.find(upper => upper >= slowest) ?? Infinity;
      for (const { value } of p95) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThanOrEqual(bound);
      }
    });

    it('keeps exemplars that lead to traces that were made', async () => {
      const made = new Map(serverSpans().map(({ traceId, spanId, name }) => [traceId, { spanId, name }]));
      for (const route of routes) {
        const exemplars = await prometheus.exemplars(`${family}_bucket{http_route="${route}"}`);
        expect(exemplars.length).toBeGreaterThan(0);
        for (const { labels } of exemplars) {
          const { trace_id: traceId = '', span_id: spanId, ...others } = labels;
          expect(made.get(traceId)).toEqual({ spanId, name: `GET ${route}` });
          expect(others).toEqual({});
        }
      }
    });

    it('shows the metrics of the application itself, and who it is', async () => {
      expect(await prometheus.value('shop_views_total{kind="order"}')).toBe(10);
      expect(await prometheus.query('target_info')).toHaveLength(1);
    });

    it('sees what OTLP carries under the name that the conventions give it', async () => {
      await shop.stop();
      const last = collector.metricPoints.filter(
        ({ name, attributes }) =>
          name === 'http.server.request.duration' && attributes['http.route'] === '/orders/:id',
      );
      expect(last.at(-1)).toMatchObject({ unit: 's', count: 10 });
    });
  },
);
