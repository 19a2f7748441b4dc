import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { parseExposition } from '../../../../test/support/exposition/parse-exposition.js';
import { meterReadBy } from '../../../../test/support/metric-source.js';
import { FaultLog } from '../core/fault-log.js';
import { Exposition } from './exposition/exposition.js';
import { PromClientProducer } from './prom-client-producer.js';
import { SharedMetricReader } from './shared-metric-reader.js';

async function collect(registry: Registry, faults = new FaultLog()): Promise<ResourceMetrics> {
  const reader = new SharedMetricReader({
    producers: [new PromClientProducer(registry)],
    collectTimeout: 50,
    faults,
  });
  meterReadBy(reader).createCounter('own').add(1);
  return (await reader.collect()).resourceMetrics;
}

function named({ scopeMetrics }: ResourceMetrics, name: string): MetricData | undefined {
  return scopeMetrics.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === name);
}

function everyKind(): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'orders_total', help: 'Orders.', labelNames: ['kind'], registers }).inc(
    { kind: 'web' },
    3,
  );
  new Counter({ name: 'legacy_orders', help: 'Orders, as they were once counted.', registers }).inc(4);
  new Gauge({ name: 'queue_length', help: 'Waiting.', registers }).set(-2);
  const buckets = [0.1, 1];
  const histogram = new Histogram({
    name: 'wait_seconds',
    help: 'Waiting time.',
    buckets,
    labelNames: ['q'],
    registers,
  });
  for (const value of [0.05, 0.5, 0.6, 7]) histogram.observe({ q: 'a' }, value);
  const summary = new Summary({ name: 'size_bytes', help: 'Sizes.', percentiles: [0.5, 0.9], registers });
  for (const value of [1, 2, 3]) summary.observe(value);
  return registry;
}

describe('PromClientProducer', () => {
  test('shows every kind of metric under the very name that the user gave it', async () => {
    const page = new Exposition(await collect(everyKind())).write('text');
    expect(page).toContain('# TYPE orders_total counter\norders_total{kind="web"} 3\n');
    expect(page).toContain('# TYPE legacy_orders counter\nlegacy_orders 4\n');
    expect(page).toContain('# TYPE queue_length gauge\nqueue_length -2\n');
    expect(page).toContain(
      [
        '# TYPE wait_seconds histogram',
        'wait_seconds_bucket{q="a",le="0.1"} 1',
        'wait_seconds_bucket{q="a",le="1"} 3',
        'wait_seconds_bucket{q="a",le="+Inf"} 4',
        'wait_seconds_sum{q="a"} 8.15',
        'wait_seconds_count{q="a"} 4',
        '',
      ].join('\n'),
    );
    expect(page).toContain('# TYPE size_bytes summary\nsize_bytes{quantile="0.5"} 2\n');
    expect(page).toContain('size_bytes_sum 6\nsize_bytes_count 3\n');
  });

  test.each(['text', 'openmetrics'] as const)('makes a page that keeps every rule: %s', async format => {
    const families = parseExposition(new Exposition(await collect(everyKind())).write(format), format);
    expect(families.size).toBe(7);
  });

  test('keeps a counter without _total under its name in OpenMetrics, at the price of its type', async () => {
    const page = new Exposition(await collect(everyKind())).write('openmetrics');
    expect(page).toContain('# TYPE legacy_orders unknown\n');
    expect(page).toContain('\nlegacy_orders 4\n');
  });

  test('sends the same names and values by OTLP', async () => {
    const metrics = await collect(everyKind());
    expect(named(metrics, 'orders_total')).toMatchObject({
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      descriptor: { unit: '', description: 'Orders.' },
      dataPoints: [{ value: 3, attributes: { kind: 'web' } }],
    });
    expect(named(metrics, 'queue_length')).toMatchObject({
      dataPointType: DataPointType.GAUGE,
      dataPoints: [{ value: -2 }],
    });
    expect(named(metrics, 'wait_seconds')).toMatchObject({
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [
        {
          attributes: { q: 'a' },
          value: { buckets: { boundaries: [0.1, 1], counts: [1, 2, 1] }, sum: 8.15, count: 4 },
        },
      ],
    });
    expect(
      named(metrics, 'size_bytes')?.dataPoints.map(({ attributes, value }) => [attributes, value]),
    ).toEqual([
      [{ quantile: '0.5' }, 2],
      [{ quantile: '0.9' }, 3],
    ]);
    expect(named(metrics, 'size_bytes_sum')?.dataPoints[0]?.value).toBe(6);
    expect(named(metrics, 'size_bytes_count')?.dataPoints[0]?.value).toBe(3);
  });

  test('gives every series the default labels of the registry, which a label of its own overrides', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ zone: 'north', kind: 'none' });
    new Counter({ name: 'orders_total', help: 'x', labelNames: ['kind'], registers: [registry] }).inc({
      kind: 'web',
    });
    const page = new Exposition(await collect(registry)).write('text');
    expect(page).toContain('orders_total{kind="web",zone="north"} 1\n');
  });

  test('leaves out a metric whose collect throws or hangs, and shows the rest', async () => {
    const registry = everyKind();
    const registers = [registry];
    const broken = new Gauge({
      name: 'throwing',
      help: 'x',
      registers,
      collect: () => Promise.reject(new Error('collect broke')),
    });
    const stuck = new Gauge({
      name: 'hanging',
      help: 'x',
      registers,
      collect: () => new Promise(() => undefined),
    });
    stuck.set(1);
    broken.set(1);
    const faults = new FaultLog();
    const metrics = await collect(registry, faults);
    expect(named(metrics, 'throwing')).toBeUndefined();
    expect(named(metrics, 'hanging')).toBeUndefined();
    expect(named(metrics, 'orders_total')).toBeDefined();
    expect(faults.counts().get('metric collection')).toBe(2);
  });

  test('passes on the exemplars that prom-client keeps itself', async () => {
    const registry = new Registry();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const options = {
      name: 'wait_seconds',
      help: 'x',
      buckets: [1],
      enableExemplars: true,
      registers: [registry],
    };
    new Histogram(options).observe({ labels: {}, value: 0.5, exemplarLabels: { trace_id: 'abc' } } as never);
    const page = new Exposition(await collect(registry)).write('openmetrics');
    expect(page).toMatch(/le="1\.0"\} 1 # \{trace_id="abc"\} 0\.5 \d{10}\.\d{3}\n/);
    parseExposition(page, 'openmetrics');
  });
});
