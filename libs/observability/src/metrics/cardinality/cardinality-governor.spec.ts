import fc from 'fast-check';
import { CardinalityGovernor, overflowSeries } from './cardinality-governor.js';

const limits = { perLabel: 3, perMetric: 6, perProcess: 20 };
const folded = (governor: CardinalityGovernor) =>
  [...governor.foldedRecords].map(({ metric, limit, label, records }) => [metric, limit, label, records]);

describe('A metric with more values than it may have', () => {
  it('gathers the values beyond the limit of a label, and keeps the other labels apart', () => {
    const governor = new CardinalityGovernor(limits);
    const series = governor.of('jobs');
    for (let tenant = 1; tenant <= 3; tenant += 1) series.admit({ tenant: `t${tenant}`, ok: true });
    expect(series.admit({ tenant: 't4', ok: true })).toEqual({ ok: true, tenant: '_OTHER' });
    expect(series.admit({ tenant: 't5', ok: false })).toEqual({ ok: false, tenant: '_OTHER' });
    expect(series.admit({ ok: true, tenant: 't2' })).toEqual({ tenant: 't2', ok: true });
    expect(folded(governor)).toEqual([['jobs', 'label', 'tenant', 2]]);
  });

  it('counts as one series what is beyond the limit of the metric', () => {
    const governor = new CardinalityGovernor({ ...limits, perLabel: 100 });
    const series = governor.of('jobs');
    const admitted = Array.from({ length: 9 }, (_, id) => series.admit({ id }));
    expect(new Set(admitted).size).toBe(6);
    expect(admitted.slice(5)).toEqual(Array.from({ length: 4 }, () => overflowSeries));
    expect([governor.series, folded(governor)]).toEqual([5, [['jobs', 'metric', undefined, 4]]]);
  });

  it('stops at the limit of the process, whichever metric comes last; our own go on', () => {
    const governor = new CardinalityGovernor({ ...limits, perProcess: 4 });
    for (let id = 0; id < 3; id += 1) governor.of('one').admit({ id });
    expect(governor.of('two').admit({ id: 1 })).toEqual({ id: 1 });
    expect(governor.of('two').admit({ id: 2 })).toBe(overflowSeries);
    expect(governor.of('own', { own: true }).admit({ id: 2 })).toEqual({ id: 2 });
    expect(folded(governor)).toEqual([['two', 'process', undefined, 1]]);
  });

  it('says so once for each metric and label, and how to go on', () => {
    const told: string[] = [];
    const governor = new CardinalityGovernor(
      limits,
      (name, message) => void told.push(`${name}: ${message}`),
    );
    for (let id = 0; id < 50; id += 1) governor.of('jobs').admit({ id });
    expect(told).toEqual([
      'jobs: the label id has more than 3 values, or one that is too long; further ones are _OTHER. Take what nobody ' +
        'bounds out of the labels, or raise metrics.cardinality.perLabel',
    ]);
  });

  it('keeps no value that is too long', () => {
    const series = new CardinalityGovernor(limits).of('jobs');
    expect(series.admit({ query: 'x'.repeat(1_000_000) })).toEqual({ query: '_OTHER' });
  });

  it('takes the order of labels for no difference, and their types for one', () => {
    const governor = new CardinalityGovernor(limits);
    const series = governor.of('jobs');
    expect(series.admit({ a: 1, b: 2 })).toBe(series.admit({ b: 2, a: 1 }));
    expect(series.admit({ b: 2, a: 1 })).toBe(series.admit({ a: 1, b: 2 }));
    series.admit({ a: '1', b: 2 });
    expect(governor.series).toBe(2);
  });

  it('gives the room of a series back that is forgotten', () => {
    const governor = new CardinalityGovernor(limits);
    const series = governor.of('peers');
    for (let id = 0; id < 100; id += 1) {
      expect(series.admit({ id })).toEqual({ id });
      series.forget({ id });
    }
    expect([governor.series, folded(governor)]).toEqual([0, []]);
  });

  it('keeps room for known routes, whatever came before them', () => {
    const governor = new CardinalityGovernor({ perLabel: 2_000, perMetric: 21, perProcess: 15 });
    governor.knowRoutes(['/orders/:id', '/orders']);
    const series = governor.of('requests');
    for (let scan = 0; scan < 1_000; scan += 1)
      series.admit({ path: `/${scan}`, agent: `${scan}`, n: scan % 50 });
    for (const path of ['/orders', '/orders/:id']) {
      for (const status of [200, 404, 500]) expect(series.admit({ path, status })).toEqual({ path, status });
    }
    expect(governor.series).toBeLessThanOrEqual(20);
  });

  it('stays within its limits and is faithful to what it has admitted, whatever comes', () => {
    const attributes = fc.dictionary(
      fc.constantFrom('a', 'b', 'http.route', '__proto__', 'toString'),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('/known', '_OTHER', '')),
    );
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 60 }), all => {
        const governor = new CardinalityGovernor(limits);
        governor.knowRoutes(['/known']);
        const [one, two] = [governor.of('one'), governor.of('two')];
        const admitted = all.map((labels, index) => (index % 2 ? one : two).admit(labels));
        const again = all.map((labels, index) => (index % 2 ? one : two).admit(labels));
        expect(governor.series).toBeLessThanOrEqual(10);
        again.forEach((series, index) => {
          const before = admitted[index];
          if (before !== overflowSeries && !Object.values(before ?? {}).includes('_OTHER'))
            expect(series).toEqual(all[index]);
        });
      }),
    );
  });
});
