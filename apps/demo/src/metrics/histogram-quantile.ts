/** Upper bound of a bucket, and how many observations are at or below it. */
export type Bucket = readonly [bound: number, cumulative: number];

/**
 * The quantile that Prometheus' `histogram_quantile()` gives: linear inside a bucket, the highest finite bound
 * when it falls into the last one, `NaN` for an empty histogram.
 * @param buckets - in rising order, the last bound is infinite
 */
export function histogramQuantile(quantile: number, buckets: readonly Bucket[]): number {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total === 0) return NaN;
  const rank = quantile * total;
  const index = buckets.findIndex(([, cumulative]) => cumulative >= rank);
  const [upper, atUpper] = buckets[index]!;
  const [lower, atLower] = buckets[index - 1] ?? [0, 0];
  if (upper === Infinity) return lower;
  return lower + ((upper - lower) * (rank - atLower)) / (atUpper - atLower);
}
