import fc from 'fast-check';
import { LatencyEstimate } from './latency-estimate.js';

const told = (durations: readonly number[]): number => {
  const estimate = new LatencyEstimate();
  for (const duration of durations) estimate.add(duration);
  return estimate.p99;
};

describe('The estimate of the 99th percentile', () => {
  it('says nothing before it knows enough', () => {
    expect(told(Array.from({ length: 150 }, () => 5))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is never below the true one and at most 9 % above, whatever the durations', () => {
    const duration = fc.double({ min: 0.02, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 3, maxLength: 40 }), some => {
        const durations = Array.from({ length: 1_024 }, (_, index) => some[index % some.length]!);
        const sorted = [...durations].sort((a, b) => a - b);
        const truth = sorted[sorted.length - 1 - Math.floor(durations.length / 100)]!;
        const estimate = told(durations);
        expect(estimate).toBeGreaterThanOrEqual(truth);
        expect(estimate).toBeLessThanOrEqual(truth * 1.1);
      }),
      { numRuns: 100 },
    );
  });

  it('follows a service that becomes slower', () => {
    const estimate = new LatencyEstimate();
    for (let count = 0; count < 20_000; count += 1) estimate.add(10);
    expect(estimate.p99).toBeLessThan(12);
    for (let count = 0; count < 20_000; count += 1) estimate.add(200);
    expect(estimate.p99).toBeGreaterThan(190);
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, 1e12])('takes a duration of %d', odd => {
    expect(told(Array.from({ length: 256 }, () => odd))).toBeGreaterThan(0);
  });
});
