import type { Exemplar } from '../exemplar-store.js';
import type { SampleExemplar } from './metric-family.js';

/**
 * Gives each bucket the newest exemplar whose value lies in it. Goes by the value and not by the slot it was kept in,
 * because a view may have given the histogram other boundaries than its recorder knew.
 */
export function bucketExemplars(
  boundaries: readonly number[],
  exemplars: readonly Exemplar[],
): ReadonlyMap<number, SampleExemplar> {
  const newest = new Map<number, Exemplar>();
  for (const exemplar of exemplars) {
    const found = boundaries.findIndex(bound => exemplar.value <= bound);
    const bucket = found === -1 ? boundaries.length : found;
    const other = newest.get(bucket);
    if (other === undefined || other.timestamp <= exemplar.timestamp) newest.set(bucket, exemplar);
  }
  return new Map([...newest].map(([bucket, exemplar]) => [bucket, sampleExemplar(exemplar)]));
}

function sampleExemplar({ traceId, spanId, value, timestamp }: Exemplar): SampleExemplar {
  return { labels: `trace_id="${traceId}",span_id="${spanId}"`, value, timestamp };
}
