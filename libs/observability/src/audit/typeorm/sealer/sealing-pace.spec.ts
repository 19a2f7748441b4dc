import { SealingPace } from './sealing-pace.js';

describe('The pace of a sealer', () => {
  it('is without a pause while batches are full, and gathers for 50 ms behind a short one', () => {
    const pace = new SealingPace();

    expect([pace.after('full'), pace.after('full'), pace.after('short')]).toEqual([0, 0, 50]);
  });

  it('lets slow batches follow each other sooner, with 10 ms for the application', () => {
    const pace = new SealingPace();

    expect([pace.after('short', 20), pace.after('short', 45), pace.after('short', 400)]).toEqual([
      30, 10, 10,
    ]);
    expect(pace.after('full', 20)).toBe(0);
  });

  it('slows down while nothing comes, until somebody writes', () => {
    const pace = new SealingPace();
    const idle = Array.from({ length: 6 }, () => pace.after('idle'));

    expect(idle).toEqual([50, 100, 200, 400, 500, 500]);
    expect(pace.quicken()).toBe(50);
    expect(pace.after('idle')).toBe(50);
  });

  it('backs off while sealing fails, whoever writes', () => {
    const pace = new SealingPace();
    const failed = Array.from({ length: 8 }, () => pace.after('failed'));

    expect(failed).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(pace.quicken()).toBe(Number.POSITIVE_INFINITY);
    expect(pace.after('short')).toBe(50);
    expect(pace.after('failed')).toBe(250);
  });
});
