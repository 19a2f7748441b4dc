import { AggregationType } from '@opentelemetry/sdk-metrics';
import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { meterReadBy } from '../../../../../test/support/metric-source.js';
import { SharedMetricReader } from '../shared-metric-reader.js';
import { explicitBuckets } from './exponential-buckets.js';

async function recorded(values: readonly number[]): Promise<ExponentialHistogram> {
  const reader = new SharedMetricReader();
  const view = { instrumentName: '*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } } as const;
  const histogram = meterReadBy(reader, [view]).createHistogram('h');
  for (const value of values) histogram.record(value);
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value as ExponentialHistogram;
}

describe('explicitBuckets', () => {
  test('puts every value of an exponential histogram of the SDK below its own boundary', async () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async values => {
        const { boundaries, counts } = explicitBuckets(await recorded(values));
        let below = 0;
        boundaries.forEach((bound, bucket) => {
          below += counts[bucket] ?? 0;
          // One part in a million: a value on a boundary may be counted on either side by floating-point logarithms.
          expect(below).toBeGreaterThanOrEqual(values.filter(one => one <= bound * (1 - 1e-6)).length);
          expect(below).toBeLessThanOrEqual(values.filter(one => one <= bound * (1 + 1e-6)).length);
        });
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
      { numRuns: 50 },
    );
  });

  test('keeps its boundaries when the SDK rescales the histogram', async () => {
    const narrow = explicitBuckets(await recorded([1, 1.1, 1.2]));
    const wide = explicitBuckets(await recorded([1, 1.1, 1.2, 5_000]));
    expect(wide.boundaries).toEqual(expect.arrayContaining([...narrow.boundaries]));
    expect(wide.boundaries.length).toBeLessThan(10);
  });

  test('orders negative values, zero and positive values', () => {
    const { boundaries, counts } = explicitBuckets({
      count: 6,
      scale: 0,
      zeroCount: 1,
      positive: { offset: 0, bucketCounts: [2] },
      negative: { offset: 1, bucketCounts: [3] },
    });
    expect(boundaries).toEqual([-2, 0, 1, 2]);
    expect(counts).toEqual([3, 1, 0, 2, 0]);
  });
});
