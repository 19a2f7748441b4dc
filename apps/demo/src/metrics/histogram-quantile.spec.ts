import { type Bucket, histogramQuantile } from './histogram-quantile.ts';

describe('histogramQuantile', () => {
  const buckets: Bucket[] = [
    [0.1, 50],
    [0.5, 90],
    [1, 100],
    [Infinity, 100],
  ];

  it('is linear inside a bucket', () => {
    expect(histogramQuantile(0.25, buckets)).toBeCloseTo(0.05);
    expect(histogramQuantile(0.7, buckets)).toBeCloseTo(0.3);
    expect(histogramQuantile(0.95, buckets)).toBeCloseTo(0.75);
  });

  it('ends at the highest finite bound', () => {
    expect(
      histogramQuantile(0.99, [
        [0.1, 1],
        [Infinity, 9],
      ]),
    ).toBe(0.1);
  });

  it('is not a number when nothing was observed', () => {
    expect(histogramQuantile(0.5, [])).toBeNaN();
    expect(
      histogramQuantile(0.5, [
        [1, 0],
        [Infinity, 0],
      ]),
    ).toBeNaN();
  });
});
