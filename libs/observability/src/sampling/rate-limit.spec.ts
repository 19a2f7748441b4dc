import { RateLimit } from './rate-limit.js';

describe('A rate limit', () => {
  let now = 0;
  const passed = (limit: RateLimit, attempts: number): number =>
    Array.from({ length: attempts }, () => limit.take()).filter(Boolean).length;

  it('lets a second of traces through at once, and from there as many as it says', () => {
    const limit = new RateLimit(10, () => now);
    expect(passed(limit, 100)).toBe(10);
    now += 500;
    expect(passed(limit, 100)).toBe(5);
    now += 60_000;
    expect(passed(limit, 100)).toBe(10);
  });

  it('below one a second lets one through every so often', () => {
    const limit = new RateLimit(0.5, () => now);
    expect(passed(limit, 10)).toBe(1);
    now += 1_000;
    expect(passed(limit, 10)).toBe(0);
    now += 1_000;
    expect(passed(limit, 10)).toBe(1);
  });
});
