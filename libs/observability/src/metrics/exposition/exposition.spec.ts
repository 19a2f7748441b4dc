import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Meter } from '@opentelemetry/api';
import fc from 'fast-check';
import { parseExposition } from '../../../../../test/support/exposition/parse-exposition.js';
import type { PageFormat } from '../../../../../test/support/exposition/parse-exposition.js';
import { meterReadBy } from '../../../../../test/support/metric-source.js';
import { describeUnless } from '../../../../../test/support/describe-unless.js';
import { promtoolComplaints, promtoolMissing } from '../../../../../test/support/promtool.js';
import { ExemplarStore } from '../exemplar-store.js';
import { SharedMetricReader } from '../shared-metric-reader.js';
import { Exposition } from './exposition.js';

const withoutPromtool = promtoolMissing();
const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

async function expose(record: (meter: Meter) => void, exemplars?: ExemplarStore): Promise<Exposition> {
  const reader = new SharedMetricReader();
  const exponential = {
    instrumentName: 'exponential',
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
  } as const;
  record(meterReadBy(reader, [exponential]));
  return new Exposition((await reader.collect()).resourceMetrics, exemplars);
}

function everyKind(meter: Meter): void {
  meter
    .createCounter('orders', { description: 'Orders placed.\nBy "customers" \\ clerks.' })
    .add(3, { 'order.kind': 'web' });
  meter.createUpDownCounter('queue.length', { description: 'Waiting.' }).add(-2);
  meter
    .createObservableGauge('load', { unit: '1', description: 'Load.' })
    .addCallback(result => result.observe(0.5));
  const advice = { explicitBucketBoundaries: [0.1, 1, 10] };
  const duration = meter.createHistogram('request.duration', { unit: 's', advice, description: 'Duration.' });
  for (const value of [0.1, 0.5, 20]) duration.record(value, { route: '/orders' });
  meter.createHistogram('exponential', { description: 'Exponential.' }).record(3);
}

describe('Exposition', () => {
  test('writes each kind of instrument in the text format', async () => {
    const page = (await expose(everyKind)).write('text');
    expect(page).toContain(
      '# HELP orders_total Orders placed.\\nBy "customers" \\\\ clerks.\n# TYPE orders_total counter\norders_total{order_kind="web"} 3\n',
    );
    expect(page).toContain('# TYPE queue_length gauge\nqueue_length -2\n');
    expect(page).toContain('# TYPE load_ratio gauge\nload_ratio 0.5\n');
    expect(page).toContain(
      [
        '# TYPE request_duration_seconds histogram',
        'request_duration_seconds_bucket{route="/orders",le="0.1"} 1',
        'request_duration_seconds_bucket{route="/orders",le="1"} 2',
        'request_duration_seconds_bucket{route="/orders",le="10"} 2',
        'request_duration_seconds_bucket{route="/orders",le="+Inf"} 3',
        'request_duration_seconds_sum{route="/orders"} 20.6',
        'request_duration_seconds_count{route="/orders"} 3',
        '',
      ].join('\n'),
    );
    expect(page).toContain(
      '# TYPE target_info gauge\ntarget_info{service_name="orders",service_version="1.2.3"} 1\n',
    );
    expect(page).toContain('exponential_bucket{le="4"} 1\n');
    expect(page).not.toContain('scope');
  });

  test('writes each kind of instrument in OpenMetrics', async () => {
    const page = (await expose(everyKind)).write('openmetrics');
    expect(page).toContain(
      '# TYPE orders counter\n# HELP orders Orders placed.\\nBy \\"customers\\" \\\\ clerks.\norders_total{order_kind="web"} 3\n',
    );
    expect(page).toContain(
      '# TYPE request_duration_seconds histogram\n# UNIT request_duration_seconds seconds\n',
    );
    expect(page).toContain('request_duration_seconds_bucket{route="/orders",le="1.0"} 2\n');
    expect(page).toContain('# TYPE target info\n');
    expect(page.endsWith('\n# EOF\n')).toBe(true);
  });

  test.each(['text', 'openmetrics'] as const)('keeps every rule of the format: %s', async format => {
    const families = parseExposition((await expose(everyKind)).write(format), format);
    expect(families.size).toBe(6);
  });

  test('puts an exemplar beside its bucket in OpenMetrics only', async () => {
    const store = new ExemplarStore();
    store.instrument('request.duration', [0.1, 1, 10]).offer(0.5, { route: '/orders' }, span);
    const exposition = await expose(everyKind, store);
    expect(exposition.write('openmetrics')).toMatch(
      /le="1\.0"\} 2 # \{trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"\} 0\.5 \d{10}\.\d{3}\n/,
    );
    expect(exposition.write('text')).not.toContain('trace_id');
  });

  test('finds the bucket of an exemplar when a view gave the histogram other boundaries', async () => {
    const store = new ExemplarStore();
    store.instrument('request.duration', [5]).offer(0.05, { route: '/orders' }, span);
    const page = (await expose(everyKind, store)).write('openmetrics');
    expect(page).toMatch(/le="0\.1"\} 1 # \{trace_id/);
    parseExposition(page, 'openmetrics');
  });

  test('writes what is not a number as the formats spell it', async () => {
    const exposition = await expose(meter => {
      for (const [name, value] of [
        ['a', NaN],
        ['b', Infinity],
        ['c', -Infinity],
      ] as const) {
        meter.createObservableGauge(name).addCallback(result => result.observe(value));
      }
    });
    expect(exposition.write('text')).toMatch(/\na NaN\n(.*\n)*b \+Inf\n(.*\n)*c -Inf\n/);
    parseExposition(exposition.write('openmetrics'), 'openmetrics');
  });

  test('leaves out a family whose name another one has, and says so', async () => {
    const exposition = await expose(meter => {
      meter.createHistogram('work').record(1);
      meter.createUpDownCounter('work.count').add(5);
      meter.createUpDownCounter('a.b').add(1);
      meter.createHistogram('a_b').record(1);
    });
    const families = parseExposition(exposition.write('text'), 'text');
    parseExposition(exposition.write('openmetrics'), 'openmetrics');
    expect([...families.keys()]).toEqual(['a_b', 'target_info', 'work']);
    expect(exposition.conflicts).toEqual([
      'gauge work_count is not shown: histogram work owns work_count',
      'histogram a_b is not shown: gauge a_b owns a_b',
    ]);
  });

  test('merges what two libraries call by one name, and shows the first of two equal series', async () => {
    const reader = new SharedMetricReader();
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('a').createCounter('requests').add(1, { side: 'client' });
    provider.getMeter('b').createCounter('requests').add(2, { side: 'client' });
    provider.getMeter('b').createCounter('requests').add(4, { side: 'server' });
    const exposition = new Exposition((await reader.collect()).resourceMetrics);
    const families = parseExposition(exposition.write('openmetrics'), 'openmetrics');
    expect(families.get('requests')?.samples.map(({ value }) => value)).toEqual([1, 4]);
    expect(exposition.conflicts).toEqual(['a second requests{side="client"} is not shown']);
  });

  test('shows a counter beside a gauge that differs by nothing but _total', async () => {
    const exposition = await expose(meter => {
      meter.createCounter('requests').add(3);
      meter.createUpDownCounter('requests_').add(2);
    });
    expect(exposition.conflicts).toEqual([]);
    expect(exposition.write('text')).toContain('# TYPE requests_total counter\nrequests_total 3\n');
    const families = parseExposition(exposition.write('openmetrics'), 'openmetrics');
    expect(families.get('requests')?.samples[0]?.value).toBe(2);
    expect(families.get('requests_total')?.samples[0]?.value).toBe(3);
  });

  test.each(['text', 'openmetrics'] as const)(
    'is a valid page whatever instruments are made: %s',
    async (format: PageFormat) => {
      const name = fc.stringMatching(/^[a-c][._/-]?(total|count|bucket|info|x)?$/);
      const attributes = fc.dictionary(
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.string({ unit: 'binary', maxLength: 4 }),
        { maxKeys: 3 },
      );
      const kind = fc.constantFrom('createCounter', 'createUpDownCounter', 'createHistogram');
      const instrument = fc.record({
        name,
        unit: fc.constantFrom('', 's', 'By', '1', '{x}'),
        kind,
        attributes,
        value: fc.double({ min: 0 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(instrument, { maxLength: 8 }), async instruments => {
          const exposition = await expose(meter => {
            for (const one of instruments) {
              if (one.kind === 'createHistogram')
                meter.createHistogram(one.name, one).record(one.value, one.attributes);
              else if (one.kind === 'createCounter')
                meter.createCounter(one.name, one).add(one.value, one.attributes);
              else meter.createUpDownCounter(one.name, one).add(one.value, one.attributes);
            }
          });
          parseExposition(exposition.write(format), format);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describeUnless(withoutPromtool)('promtool check metrics', () => {
  test('finds nothing wrong with each kind of instrument', async () => {
    expect(promtoolComplaints((await expose(everyKind)).write('text'))).toBe('');
  });
});
