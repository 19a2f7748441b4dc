import { metrics } from '@opentelemetry/api';
import type { IncomingMessage } from 'node:http';
import { Counter, register } from 'prom-client';
import { parseExposition, type ParsedFamily } from '../support/exposition/parse-exposition.js';
import { promtoolComplaints, promtoolMissing } from '../support/promtool.js';
import { ShopModule } from '../support/shop-app.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { flood } from './fixtures/flood.js';

const requests = Number(process.env['CARDINALITY_REQUESTS'] ?? 10_000);
const sum = (family: ParsedFamily | undefined, suffix = '') =>
  (family?.samples ?? [])
    .filter(({ name }) => suffix === '' || name.endsWith(suffix))
    .reduce((total, { value }) => total + value, 0);
const seriesOf = (family: ParsedFamily | undefined, suffix = '_count') =>
  (family?.samples ?? []).filter(({ name }) => name.endsWith(suffix)).length;

describe.each(adapters)(`${requests} requests with a path and an agent of their own, on %s`, adapter => {
  let running: RunningTestApp;
  let page: string;
  let families: Map<string, ParsedFamily>;

  beforeAll(
    async () => {
      register.clear();
      const visits = new Counter({ name: 'visits_total', help: 'any', labelNames: ['path', 'method'] });
      running = await testApp(ShopModule)
        .on(adapter)
        .observedWith({ tracing: false, logging: false })
        .with(app => {
          const agents = metrics.getMeter('shop').createCounter('shop.agents', { description: 'any' });
          // What an application does that has never heard of cardinality.
          app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
            const url = request.url ?? '';
            visits.inc({
              path: url.startsWith('/orders/') ? '/orders/:id' : url,
              method: request.method ?? '',
            });
            agents.add(1, { agent: request.headers['user-agent'] ?? '', path: url });
            next();
          });
        })
        .start();
      await flood(running.port, requests);
      await running.client.get('/orders/1');
      page = (await running.client.get('/metrics')).text;
      families = parseExposition(page, 'text');
      // A longer run needs a longer time.
    },
    Math.max(60_000, requests * 5),
  );
  afterAll(() => running?.stop());

  it('leave a page that is small and valid', () => {
    expect(page.length).toBeLessThan(2 * 1_024 * 1_024);
    expect(page.split('\n').length).toBeLessThan(10_000);
    if (promtoolMissing() === undefined) expect(promtoolComplaints(page)).toBe('');
  });

  it('are one route and a few methods in the metrics of requests', () => {
    const family = families.get('http_server_request_duration_seconds');
    const labels = (key: string) => new Set((family?.samples ?? []).map(({ labels: all }) => all[key]));
    expect([...labels('http_route')].sort()).toEqual(['/orders/:id', 'unmatched']);
    expect([...labels('http_request_method')].sort()).toEqual(['DELETE', 'GET', 'PUT', '_OTHER']);
    expect(seriesOf(family)).toBe(5);
    expect(sum(family, '_count')).toBe(requests + 1);
  });

  it('stay within the limits in a metric of prom-client, and nothing is lost', () => {
    const family = families.get('visits_total') ?? families.get('visits');
    expect(seriesOf(family, 'visits_total')).toBeLessThanOrEqual(2_000);
    expect(sum(family)).toBe(requests + 2);
    expect(page).toMatch(/visits_total\{method="GET",path="\/orders\/:id"\} 1/);
    expect(page).toMatch(/visits_total\{method="GET",path="_OTHER"\} \d+/);
  });

  it('stay within the limits in a metric of OpenTelemetry, and nothing is lost', () => {
    const family = families.get('shop_agents_total') ?? families.get('shop_agents');
    expect(seriesOf(family, 'shop_agents_total')).toBeLessThanOrEqual(2_000);
    expect(sum(family)).toBe(requests + 2);
  });

  it('are counted where they were folded', () => {
    const folded =
      families.get('nestjs_observability_metric_overflow_total') ??
      families.get('nestjs_observability_metric_overflow');
    const named = (folded?.samples ?? []).map(({ labels, value }) => [
      labels['nestjs_observability_metric_name'],
      labels['nestjs_observability_metric_label'],
      value,
    ]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['visits_total', 'path', requests - 200],
        ['shop.agents', 'agent', requests - 198],
        ['shop.agents', 'path', requests - 199],
      ]),
    );
  });
});
