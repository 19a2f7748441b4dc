import fc from 'fast-check';
import { LoadShedding } from '../../core/load-shedding.js';
import { LoadWatch } from './load-watch.js';

const setUp = () => {
  const shedding = new LoadShedding();
  const told: string[] = [];
  const watch = new LoadWatch(shedding, { delay: 200, utilization: 0.9 }, reading =>
    told.push(reading ? `begins at ${reading.delay}` : 'ends'),
  );
  const levels = (delays: readonly number[], utilization = 1) =>
    delays.map(delay => {
      watch.take({ delay, utilization });
      return shedding.level;
    });
  return { shedding, told, levels };
};

describe('A saturated event loop', () => {
  it('takes telemetry down one level a reading, and gives it back slowly', () => {
    const { levels, told } = setUp();
    expect(levels([250, 300, 400, 900, 900])).toEqual([1, 2, 3, 4, 4]);
    expect(levels(Array.from({ length: 16 }, () => 10))).toEqual([
      4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0,
    ]);
    expect(told).toEqual(['begins at 250', 'ends']);
  });

  it('is not calm yet when it is only half as late', () => {
    const { levels } = setUp();
    levels([250]);
    expect(levels([150, 150, 150, 150, 150, 10, 10, 150, 10, 10, 10])).not.toContain(0);
    expect(levels([10])).toEqual([0]);
  });

  it('is one that is busy, too: a process that was suspended is only late', () => {
    expect(setUp().levels([60_000, 500], 0.2)).toEqual([0, 0]);
  });

  it('never leaves the levels, whatever it is read as', () => {
    const reading = fc.record({ delay: fc.double(), utilization: fc.double() });
    fc.assert(
      fc.property(fc.array(reading), readings => {
        const shedding = new LoadShedding();
        const watch = new LoadWatch(shedding, { delay: 200, utilization: 0.9 });
        for (const one of readings) watch.take(one);
        expect([0, 1, 2, 3, 4]).toContain(shedding.level);
      }),
    );
  });
});

describe('What is given up', () => {
  it('comes in the stated order, and is counted only when it is', () => {
    const shedding = new LoadShedding();
    const kinds = ['debug_lines', 'attributes', 'child_spans', 'traces'] as const;
    const given = ([0, 1, 2, 3, 4] as const).map(level => {
      shedding.level = level;
      return kinds.filter(kind => shedding.sheds(kind)).length;
    });
    expect(given).toEqual([0, 1, 2, 3, 4]);
    expect(shedding.counts()).toEqual({ debug_lines: 4, attributes: 3, child_spans: 2, traces: 1 });
  });
});
