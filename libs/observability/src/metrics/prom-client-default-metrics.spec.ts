import { Registry } from 'prom-client';
import { ensureDefaultMetrics } from './prom-client-default-metrics.js';

describe('the default metrics of prom-client', () => {
  it.each(['process_cpu_user_seconds_total', 'nodejs_heap_size_total_bytes'])('are started: %s', name => {
    const registry = new Registry();
    ensureDefaultMetrics(registry);
    expect(registry.getSingleMetric(name)).toBeDefined();
  });

  it('are started once, however many applications want them', () => {
    const registry = new Registry();
    ensureDefaultMetrics(registry);
    const first = registry.getMetricsAsArray();
    ensureDefaultMetrics(registry);
    expect(registry.getMetricsAsArray()).toEqual(first);
  });
});
