import fc from 'fast-check';
import { prometheusName } from './metric-name.js';

describe('prometheusName', () => {
  test.each([
    ['http.server.request.duration', 's', 'other', 'http_server_request_duration_seconds', 'seconds'],
    ['http.server.request.body.size', 'By', 'other', 'http_server_request_body_size_bytes', 'bytes'],
    ['http.server.active_requests', '{request}', 'other', 'http_server_active_requests', ''],
    ['nodejs.eventloop.utilization', '1', 'gauge', 'nodejs_eventloop_utilization_ratio', 'ratio'],
    ['cache.hit_ratio', '1', 'gauge', 'cache_hit_ratio', 'ratio'],
    ['queue.share', '1', 'other', 'queue_share', ''],
    ['orders.total', '', 'counter', 'orders', ''],
    ['orders', '{order}', 'counter', 'orders', ''],
    ['cpu.seconds', 's', 'counter', 'cpu_seconds', 'seconds'],
    ['cpu.seconds.total', 's', 'counter', 'cpu_seconds', 'seconds'],
    ['cpu.seconds.used', 's', 'counter', 'cpu_seconds_used', ''],
    ['network.io', 'By/s', 'gauge', 'network_io_bytes_per_second', 'bytes_per_second'],
    ['packets', '{packet}/s', 'gauge', 'packets_per_second', 'per_second'],
    ['discount', '%', 'gauge', 'discount_percent', 'percent'],
    ['beans', 'bean', 'other', 'beans_bean', 'bean'],
    ['weird--name..x', '', 'other', 'weird_name_x', ''],
    ['2xx.responses', '', 'counter', '_2xx_responses', ''],
    ['job:rate:sum', '', 'gauge', 'job:rate:sum', ''],
    ['', '', 'gauge', '_', ''],
  ] as const)('%j in %j as a %s is %s', (name, unit, kind, expected, expectedUnit) => {
    expect(prometheusName(name, unit, kind)).toEqual({ name: expected, unit: expectedUnit });
  });

  test('every name and unit gives a valid name that a second translation leaves alone', () => {
    const kind = fc.constantFrom('counter' as const, 'gauge' as const, 'other' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), kind, (name, unit, named) => {
        const first = prometheusName(name, unit, named);
        expect(first.name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
        if (first.unit !== '') expect(first.name.endsWith(`_${first.unit}`)).toBe(true);
        if (!first.name.startsWith('_')) expect(prometheusName(first.name, '', named).name).toBe(first.name);
      }),
    );
  });
});
