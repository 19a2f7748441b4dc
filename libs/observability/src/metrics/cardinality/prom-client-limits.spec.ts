import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { CardinalityGovernor } from './cardinality-governor.js';
import { PromClientLimits } from './prom-client-limits.js';

const setUp = () => {
  const registry = new Registry();
  const governor = new CardinalityGovernor({ perLabel: 100, perMetric: 3, perProcess: 100 });
  const limits = new PromClientLimits(governor);
  const made = { help: 'any', labelNames: ['id'] as const, registers: [registry] };
  return { registry, governor, limits, made };
};
const other = { id: '_OTHER' };
const ids = [1, 2, 3, 4];

describe('Metrics of prom-client', () => {
  it('fold what is beyond the limit, whichever way it is recorded', async () => {
    const { registry, limits, made } = setUp();
    const counter = new Counter({ name: 'counter', ...made });
    const gauge = new Gauge({ name: 'gauge', ...made });
    const histogram = new Histogram({ name: 'histogram', buckets: [1], ...made });
    const summary = new Summary({ name: 'summary', percentiles: [0.5], ...made });
    limits.govern(registry);
    for (const id of ids) {
      counter.inc({ id }, id);
      counter.labels(String(id)).inc();
      gauge.set({ id }, id);
      gauge.labels({ id: String(id) }).inc(10);
      gauge.dec({ id });
      histogram.observe({ id }, id);
      histogram.startTimer({ id })();
      summary.observe({ id }, id);
    }
    const { values } = await counter.get();
    expect(values.map(({ value, labels }) => [labels['id'], value])).toEqual(
      expect.arrayContaining([
        [1, 2],
        [2, 3],
      ]),
    );
    expect(values.reduce((sum, { value }) => sum + value, 0)).toBe(14);
    expect((await gauge.get()).values.find(({ labels }) => labels.id === '_OTHER')?.value).toBeGreaterThan(0);
    const counts = (await histogram.get()).values.filter(
      ({ metricName }) => metricName === 'histogram_count',
    );
    expect(counts.reduce((sum, { value }) => sum + value, 0)).toBe(8);
    for (const metric of [counter, gauge, histogram, summary]) {
      const series = new Set((await metric.get()).values.map(({ labels }) => String(labels.id)));
      expect(series).toContain('_OTHER');
      expect(series.size).toBeLessThanOrEqual(3);
    }
  });

  it('say what they always said about labels and values that are wrong', () => {
    const { registry, limits, made } = setUp();
    const free = new Counter({ name: 'free', ...made });
    const bound = new Counter({ name: 'bound', ...made });
    limits.govern(registry);
    const wrong: unknown[][] = [[{ nope: 1 }], [{ id: 1 }, -1], [{ id: 1 }, Number.NaN], ['text'], [null]];
    const said = (counter: object, given: unknown[]) => {
      try {
        (counter as { inc(...all: unknown[]): void }).inc(...given);
        return 'nothing';
      } catch (thrown) {
        return String(thrown);
      }
    };
    const unbounded = new Counter({ name: 'unbounded', ...made, registers: [] });
    for (const given of wrong) {
      for (const counter of [free, bound]) expect(said(counter, given)).toBe(said(unbounded, given));
    }
  });

  it('give the room of removed and reset series back', async () => {
    const { registry, governor, limits, made } = setUp();
    const gauge = new Gauge({ name: 'peers', ...made });
    limits.govern(registry);
    for (let id = 0; id < 50; id += 1) {
      gauge.set({ id }, 1);
      gauge.remove({ id });
      gauge.set({ id: `n${id}` }, 1);
      gauge.remove(`n${id}`);
    }
    for (const id of ids) gauge.set({ id }, 1);
    gauge.reset();
    gauge.set({ id: 9 }, 1);
    expect((await gauge.get()).values.map(({ labels }) => labels)).toEqual([{ id: 9 }]);
    expect(governor.series).toBe(1);
  });

  it('are adopted with the series that they have', async () => {
    const { registry, governor, limits, made } = setUp();
    const counter = new Counter({ name: 'c', ...made });
    for (const id of ids) counter.inc({ id });
    limits.govern(registry);
    counter.inc({ id: 1 });
    counter.inc({ id: 5 });
    const { values } = await counter.get();
    expect(values.find(({ labels }) => labels.id === 1)?.value).toBe(2);
    expect(values.find(({ labels }) => labels.id === '_OTHER')).toEqual({ value: 1, labels: other });
    expect(governor.series).toBe(2);
  });

  it('are left as they were found, at the end', () => {
    const { registry, governor, limits, made } = setUp();
    const counter = new Counter({ name: 'c', ...made });
    const gauge = new Gauge({ name: 'g', ...made });
    const before = [
      Object.getOwnPropertyNames(counter),
      Object.getOwnPropertyNames(gauge),
      counter.inc,
      gauge.set,
    ];
    limits.govern(registry);
    limits.govern(registry);
    new PromClientLimits(governor).govern(registry);
    expect(counter.inc).not.toBe(before[2]);
    counter.inc({ id: 1 });
    expect(governor.series).toBe(1);
    limits.release();
    const after = [
      Object.getOwnPropertyNames(counter),
      Object.getOwnPropertyNames(gauge),
      counter.inc,
      gauge.set,
    ];
    expect(after).toEqual(before);
    expect([after[2] === before[2], after[3] === before[3], governor.series]).toEqual([true, true, 0]);
  });

  it('without labels are not touched', () => {
    const { registry, limits } = setUp();
    const counter = new Counter({ name: 'c', help: 'any', registers: [registry] });
    const { inc } = counter;
    limits.govern(registry);
    expect(counter.inc).toBe(inc);
  });
});
