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

describe('a callback of the application', () => {
  const asked = () => {
    const told: string[] = [];
    const faults = new FaultLog(
      (site, thrown, count) => void told.push(`${site}: ${String(thrown)} (${count})`),
      message => void told.push(message),
    );
    return { faults, told };
  };
  const fail = (): never => {
    throw new Error('no');
  };

  it('answers, and a throw is a fault and no answer', () => {
    const { faults, told } = asked();
    expect(faults.ask('option', () => 7)).toBe(7);
    expect(faults.ask('option', fail)).toBeUndefined();
    expect(told).toEqual(['option: Error: no (1)']);
  });

  it('gives no promise where an answer is wanted at once, and its rejection hurts nobody', async () => {
    const { faults, told } = asked();
    expect(faults.ask('option', async () => fail())).toBeUndefined();
    expect(faults.askAlways('other', async () => fail())).toBeUndefined();
    await new Promise(setImmediate);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('answered with a promise');
  });

  it('may be asynchronous where nobody waits, and a rejection is a fault', async () => {
    const { faults, told } = asked();
    faults.tell('listener', async () => fail());
    faults.tell('listener', () => new Promise(() => undefined));
    await new Promise(setImmediate);
    expect(told).toEqual(['listener: Error: no (1)']);
  });

  it('is left alone after a hundred faults in a row, which is told once, and asked again a minute later', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const { faults, told } = asked();
    let calls = 0;
    const failing = () => {
      calls += 1;
      return fail();
    };
    for (let call = 0; call < 150; call += 1) faults.ask('option', failing);
    expect([calls, faults.counts().get('option'), faults.paused()]).toEqual([100, 100, ['option']]);
    expect(told).toEqual([
      'option: Error: no (1)',
      'option: it failed 100 times in a row, so it is asked once in 60 seconds until it works again (1)',
    ]);
    now.mockReturnValue(60_000);
    expect(faults.ask('option', () => 7)).toBe(7);
    expect([faults.ask('option', () => 8), faults.paused()]).toEqual([8, []]);
    expect(told.at(-1)).toBe('option works again and is asked each time from here on');
    now.mockRestore();
  });

  it('is asked each time, however often it failed, when its answer is evidence', () => {
    const { faults } = asked();
    let calls = 0;
    for (let call = 0; call < 150; call += 1) faults.askAlways('who', () => (calls += 1) && fail());
    expect(calls).toBe(150);
  });
});
