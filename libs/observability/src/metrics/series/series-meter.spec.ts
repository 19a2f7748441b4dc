import type { Attributes } from '@opentelemetry/api';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { meterReadBy } from '../../../../../test/support/metric-source.js';
import { CardinalityGovernor } from '../cardinality/cardinality-governor.js';
import type { RecordingMeter } from '../metrics-source.js';
import { SharedMetricReader } from '../shared-metric-reader.js';
import { SeriesHistogram } from './series-histogram.js';
import { SeriesMeter } from './series-meter.js';
import { SeriesSet } from './series-set.js';

const limited = (perMetric = 2_000) =>
  new CardinalityGovernor({ perLabel: 200, perMetric, perProcess: 10_000 });

type Record = readonly ['histogram' | 'counter', number, Attributes];

const label = fc.constantFrom<Attributes>(
  {},
  { route: '/a', method: 'GET' },
  { method: 'GET', route: '/a' },
  { route: '/b', method: 'GET', status: 200 },
  { route: '/b', method: 'GET', status: '200' },
);
/** Zero has one sign here: which of the two is the larger makes no difference to anybody. */
const value = fc
  .oneof(fc.double({ min: -1, max: 12, noNaN: true }), fc.constantFrom(0, 0.005, 0.1, 10, Infinity))
  .map(amount => amount + 0);
const records = fc.array(fc.tuple(fc.constantFrom('histogram' as const, 'counter' as const), value, label));

function play(meter: RecordingMeter, all: readonly Record[]): void {
  const histogram = meter.createHistogram('h', {
    unit: 's',
    description: 'how long',
    advice: { explicitBucketBoundaries: [0.005, 0.1, 10] },
  });
  const counter = meter.createCounter('c', { unit: '{call}' });
  const open = meter.createObservableUpDownCounter('o');
  open.addCallback(result => result.observe(3, { scheme: 'http' }));
  for (const [kind, amount, attributes] of all) {
    if (kind === 'histogram') histogram.record(amount, attributes);
    else counter.add(amount, attributes);
  }
}

/** Without the times, and without what the SDK's descriptors hold beyond their type. */
function figures([scope]: readonly ScopeMetrics[]): unknown {
  return (scope?.metrics ?? [])
    .map(({ dataPoints, descriptor: { name, description, unit, valueType }, ...metric }: MetricData) => ({
      ...metric,
      descriptor: { name, description, unit, valueType },
      dataPoints: dataPoints.map(({ startTime: _start, endTime: _end, ...point }) => point),
    }))
    .sort((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1));
}

describe('the instruments of our own', () => {
  it('collect what those of the SDK collect, whatever is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(records, async all => {
        const reader = new SharedMetricReader();
        const series = new SeriesMeter('test', limited());
        play(meterReadBy(reader), all);
        play(series, all);
        const sdk = await reader.collect();
        const own = await series.collect();
        expect(figures(own.resourceMetrics.scopeMetrics)).toEqual(figures(sdk.resourceMetrics.scopeMetrics));
      }),
    );
  });

  it('hand out copies: what is recorded later changes no earlier collection', () => {
    const histogram = new SeriesHistogram(
      'h',
      { advice: { explicitBucketBoundaries: [1] } },
      limited().of('h'),
    );
    histogram.record(0.5);
    const first = histogram.collect([1, 0]);
    histogram.record(0.5);
    expect(first?.dataPoints[0]?.value).toMatchObject({ count: 1, buckets: { counts: [1, 0] } });
    expect(histogram.collect([2, 0])?.dataPoints[0]?.value).toMatchObject({ count: 2 });
  });

  it('take nothing that is no measurement', () => {
    const histogram = new SeriesHistogram('h', {}, limited().of('h'));
    for (const wrong of [Number.NaN, -1, -Infinity]) histogram.record(wrong);
    expect(histogram.collect([1, 0])).toBeUndefined();
  });

  it('begin a series when it is first recorded and end it at the collection', () => {
    const before = Date.now() / 1_000;
    const histogram = new SeriesHistogram('h', {}, limited().of('h'));
    histogram.record(1);
    const point = histogram.collect([7, 9])?.dataPoints[0];
    const [seconds = 0, nanos = 0] = point?.startTime ?? [];
    expect(Math.abs(seconds + nanos / 1e9 - before)).toBeLessThan(60);
    expect(point?.endTime).toEqual([7, 9]);
  });

  it('count what is beyond the limit of series as one, the first ones go on', () => {
    const set = new SeriesSet(() => ({ count: 0 }), limited(3).of('any'));
    const kept = { route: '/1' };
    for (const attributes of [kept, { route: '/2' }, { route: '/3' }, { route: '/4' }, kept]) {
      set.of(attributes).count += 1;
    }
    expect([...set.entries()]).toEqual([
      [{ route: '/1' }, { count: 2 }],
      [{ route: '/2' }, { count: 1 }],
      [{ 'otel.metric.overflow': true }, { count: 2 }],
    ]);
  });
});
