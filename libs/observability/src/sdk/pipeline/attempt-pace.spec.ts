import { AttemptPace, defaultTiming } from './attempt-pace.js';

const pace = (random = 1): AttemptPace => new AttemptPace(4, defaultTiming, () => random);

describe('the pace of attempts', () => {
  it('doubles the longest pause from one second to thirty, with full jitter', () => {
    const waits = (random: number): number[] => {
      const tested = pace(random);
      let now = 0;
      return Array.from({ length: 8 }, () => {
        tested.failed(now, now);
        const wait = tested.wait(now, 1);
        now += wait;
        return wait;
      });
    };
    expect(waits(1)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(waits(0.5)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    expect(waits(0)).toEqual(Array(8).fill(0));
  });

  it.each([
    [0, 1_000],
    [-3, 1_000],
    [1_500, 1_500],
    [1e12, 60_000],
  ])('pauses for %d ms, when that is asked for, as %d', (asked, waited) => {
    const tested = pace();
    tested.failed(0, 0, asked);
    expect(tested.wait(0, 1)).toBe(waited);
  });

  it('counts requests that were open together as one failure', () => {
    const tested = pace();
    for (let at = 0; at < 4; at += 1) tested.failed(0, 5_000);
    expect([tested.state(5_000), tested.wait(5_000, 1), tested.parallel]).toEqual(['closed', 1_000, 1]);
  });

  it('does not end a pause that was asked for when another request succeeds, or somebody is in a hurry', () => {
    const tested = pace();
    tested.failed(0, 0, 30_000);
    tested.answered(10);
    expect(tested.wait(10, 1)).toBe(29_990);
    expect(tested.hurry(10)).toBe(false);
    expect(tested.wait(10, 1)).toBe(29_990);
    tested.forgetPause();
    expect(tested.wait(10, 1)).toBe(0);
  });

  it('ends its own pause for somebody in a hurry, until the breaker opens', () => {
    const tested = pace();
    for (let now = 0; now < 4; now += 1) tested.failed(now, now);
    expect(tested.hurry(4)).toBe(true);
    tested.failed(4, 4);
    expect([tested.hurry(5), tested.state(5), tested.state(60_000)]).toEqual([false, 'open', 'half-open']);
  });

  it('spreads what waited over twenty seconds, and forgets that afterwards', () => {
    const tested = pace();
    tested.failed(0, 0);
    tested.answered(10_000);
    tested.started(10_000);
    expect(tested.wait(10_000, 400)).toBe(50);
    expect(tested.wait(10_000, 2)).toBe(200);
    expect(tested.wait(29_999, 1_000_000)).toBe(0);
    expect(tested.wait(30_000, 400)).toBe(0);
  });

  it('does not slow down what never failed', () => {
    const tested = pace();
    tested.answered(0);
    tested.started(0);
    expect([tested.wait(0, 1_000), tested.parallel]).toEqual([0, 4]);
  });
});
