import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';

/** Bounded buckets with their own counts; what lies above the last boundary is in the last count. */
export interface ExplicitBuckets {
  readonly boundaries: readonly number[];
  readonly counts: readonly number[];
}

/** Two buckets for each doubling: fine enough for a percentile, few enough for a series each. */
const FINEST_SCALE = 1;

/**
 * Turns an exponential histogram into explicit buckets, since neither text format can say it otherwise.
 *
 * The boundaries are powers of the square root of two whatever the scale was, so that a series keeps its `le` labels
 * when the SDK rescales the histogram.
 */
export function explicitBuckets(histogram: ExponentialHistogram): ExplicitBuckets {
  const scale = Math.min(histogram.scale, FINEST_SCALE);
  const merged = 2 ** (histogram.scale - scale);
  const boundary = (index: number): number => 2 ** (index / 2 ** scale);
  const below = new Map<number, number>();
  const add = (bound: number, count: number): void => void below.set(bound, (below.get(bound) ?? 0) + count);

  eachBucket(histogram.negative, merged, (index, count) => add(-boundary(index), count));
  if (histogram.zeroCount > 0) add(0, histogram.zeroCount);
  eachBucket(histogram.positive, merged, (index, count) => {
    // The lower edge too, for a percentile that falls into the first bucket to be interpolated from there.
    add(boundary(index), 0);
    add(boundary(index + 1), count);
  });

  const boundaries = [...below.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  const counts = boundaries.map(bound => below.get(bound) ?? 0);
  const bounded = counts.reduce((sum, count) => sum + count, 0);
  return { boundaries, counts: [...counts, Math.max(0, histogram.count - bounded)] };
}

function eachBucket(
  { offset, bucketCounts }: ExponentialHistogram['positive'],
  merged: number,
  visit: (index: number, count: number) => void,
): void {
  bucketCounts.forEach((count, position) => {
    if (count > 0) visit(Math.floor((offset + position) / merged), count);
  });
}
