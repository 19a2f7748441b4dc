import { FaultLog } from './fault-log.js';

describe('a fault', () => {
  it('is told at once, then only counted for a minute, per place', () => {
    const told: unknown[][] = [];
    const faults = new FaultLog((...report) => void told.push(report));
    for (let count = 0; count < 10; count += 1) faults.report('here', count);
    faults.report('there', 'x');
    expect(told).toEqual([
      ['here', 0, 1],
      ['there', 'x', 1],
    ]);
    expect(faults.counts()).toEqual(
      new Map([
        ['here', 10],
        ['there', 1],
      ]),
    );
  });

  it('is told again after a minute, with the number of those in between', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const counts: number[] = [];
    const faults = new FaultLog((_site, _thrown, count) => void counts.push(count));
    for (const time of [1_000, 2_000, 60_999, 61_000, 121_000]) {
      now.mockReturnValue(time);
      faults.report('here', 'x');
    }
    now.mockRestore();
    expect(counts).toEqual([1, 3, 1]);
  });

  it('stays contained when its listener throws', () => {
    const faults = new FaultLog(() => {
      throw new Error('listener');
    });
    expect(faults.guard('here', () => JSON.parse('{'))).toBeUndefined();
    expect(faults.counts()).toEqual(new Map([['here', 1]]));
  });
});
