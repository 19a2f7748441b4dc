import type { Sample } from './prometheus-text.ts';

/** What was added to each counter between two scrapes. */
export function increase(before: readonly Sample[], after: readonly Sample[]): Sample[] {
  const earlier = new Map(before.map(sample => [identity(sample), sample.value]));
  return after.map(sample => ({ ...sample, value: sample.value - (earlier.get(identity(sample)) ?? 0) }));
}

/** How often each value of a counter's label came up between two scrapes, most frequent first. */
export function risesBy(
  label: string,
  counter: string,
  [before, after]: readonly [readonly Sample[], readonly Sample[]],
): [string, number][] {
  return increase(before, after)
    .filter(({ name, value }) => name === counter && value > 0)
    .map(({ labels, value }): [string, number] => [labels.get(label) ?? '', value])
    .sort(([, left], [, right]) => right - left);
}

function identity({ name, labels }: Sample): string {
  return JSON.stringify([name, ...[...labels].sort()]);
}
