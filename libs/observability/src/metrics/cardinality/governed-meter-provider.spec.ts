import type { Attributes } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { FaultLog } from '../../core/fault-log.js';
import { SharedMetricReader } from '../shared-metric-reader.js';
import { CardinalityGovernor } from './cardinality-governor.js';
import { GovernedMeterProvider } from './governed-meter-provider.js';

const setUp = (limits = { perLabel: 10_000, perMetric: 2_000, perProcess: 10_000 }) => {
  const faults = new FaultLog();
  const reader = new SharedMetricReader({ seriesLimit: limits.perMetric + 2, faults });
  const governor = new CardinalityGovernor(limits);
  const provider = new GovernedMeterProvider(new MeterProvider({ readers: [reader] }), { governor, faults });
  const collect = async () => {
    const { resourceMetrics } = await reader.collect();
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    return new Map(
      all.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => [attributes, value] as [Attributes, unknown]),
      ]),
    );
  };
  return { meter: provider.getMeter('test'), governor, faults, collect };
};

const three = { perLabel: 100, perMetric: 3, perProcess: 100 };
const overflow = { 'otel.metric.overflow': true };

describe('The instruments of an application', () => {
  it('stay bounded over twenty cycles of three thousand new values, as cumulative ones of the SDK do not', async () => {
    const { meter, collect, governor } = setUp();
    const counter = meter.createCounter('requests');
    for (let cycle = 1; cycle <= 20; cycle += 1) {
      for (let url = 0; url < 3_000; url += 1) counter.add(1, { url: `/${cycle}/${url}` });
      const points = (await collect()).get('requests') ?? [];
      expect(points.length).toBe(2_000);
      expect(points.reduce((sum, [, value]) => sum + (value as number), 0)).toBe(cycle * 3_000);
    }
    expect(governor.series).toBe(1_999);
  });

  it.each([
    ['createCounter', 'add'],
    ['createUpDownCounter', 'add'],
    ['createGauge', 'record'],
    ['createHistogram', 'record'],
  ] as const)('made by %s() keep the first series and fold the others', async (make, record) => {
    const { meter, collect } = setUp(three);
    const instrument = meter[make]('i') as unknown as Record<
      string,
      (value: number, labels?: Attributes) => void
    >;
    for (let id = 1; id <= 4; id += 1) instrument[record]?.(id, { id });
    instrument[record]?.(5);
    const points = (await collect()).get('i') ?? [];
    expect(points.map(([attributes]) => attributes)).toEqual([{ id: 1 }, { id: 2 }, overflow, {}]);
  });

  it('add up what is observed beyond the limit, alone and in batches', async () => {
    const { meter, collect } = setUp(three);
    const [alone, batched] = [
      meter.createObservableCounter('alone'),
      meter.createObservableCounter('batched'),
    ];
    const gauge = meter.createObservableGauge('gauge');
    alone.addCallback(async result => {
      for (let id = 1; id <= 4; id += 1) result.observe(id, { id });
    });
    gauge.addCallback(result => {
      for (let id = 1; id <= 4; id += 1) result.observe(id, { id });
    });
    meter.addBatchObservableCallback(
      result => {
        for (let id = 1; id <= 4; id += 1) result.observe(batched, id, { id });
      },
      [batched],
    );
    const points = await collect();
    const sums = [
      [{ id: 1 }, 1],
      [{ id: 2 }, 2],
      [overflow, 7],
    ];
    expect(points.get('alone')).toEqual(sums);
    expect(points.get('batched')).toEqual(sums);
    expect(points.get('gauge')).toEqual([...sums.slice(0, 2), [overflow, 4]]);
  });

  it('stop asking a callback that is removed', async () => {
    const { meter, collect } = setUp();
    const observed = meter.createObservableCounter('o');
    const callback = jest.fn();
    observed.addCallback(callback);
    await collect();
    observed.removeCallback(callback);
    meter.addBatchObservableCallback(callback, [observed]);
    meter.removeBatchObservableCallback(callback, [observed]);
    await collect();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('throw nothing at whoever records, whatever is recorded', () => {
    const { meter, faults } = setUp();
    const counter = meter.createCounter('c');
    const hostile = {
      get id(): string {
        throw new Error('a getter ran');
      },
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const labels of [hostile, proxy, { id: [1n] }, { id: Symbol('x') }, null, 7, 'text'])
      expect(() => counter.add(1, labels as never)).not.toThrow();
    for (const value of [Number.NaN, Infinity, -1, 'x', undefined, 1n])
      expect(() => counter.add(value as never, { id: 1 })).not.toThrow();
    expect(faults.counts().get('instrument c')).toBeGreaterThanOrEqual(3);
  });
});
