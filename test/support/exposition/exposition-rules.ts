import type { PageFormat, ParsedFamily } from './parse-exposition.js';
import { parseNumber } from './sample-line.js';
import type { ParsedSample } from './sample-line.js';

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
  info: ['_info'],
};

/** What one family must keep. @throws Error naming it */
export function checkFamily(family: ParsedFamily, format: PageFormat): void {
  const allowed = suffixes(family, format).map(suffix => family.name + suffix);
  const seen = new Set<string>();
  for (const sample of family.samples) {
    if (!allowed.includes(sample.name)) throw new Error(`${sample.name} does not belong to ${family.name}`);
    const key = sample.name + JSON.stringify(Object.entries(sample.labels).sort());
    if (seen.has(key)) throw new Error(`series twice: ${key}`);
    seen.add(key);
    if (sample.exemplar !== undefined && !mayHaveExemplar(family, sample, format)) {
      throw new Error(`an exemplar may not stand at ${key}`);
    }
  }
  if (family.unit !== undefined && !family.name.endsWith(`_${family.unit}`))
    throw new Error(`unit of ${family.name}`);
  if (family.type === 'histogram') checkHistogram(family, format);
}

/** No two families may own one name. @throws Error naming it */
export function checkNames(families: Iterable<ParsedFamily>, format: PageFormat): void {
  const owners = new Map<string, string>();
  for (const family of families) {
    const own = new Set([family.name, ...suffixes(family, format).map(suffix => family.name + suffix)]);
    for (const name of own) {
      if (owners.has(name)) throw new Error(`${family.name} and ${owners.get(name)} both own ${name}`);
      owners.set(name, family.name);
    }
  }
}

function suffixes({ type }: ParsedFamily, format: PageFormat): readonly string[] {
  if (type === 'counter') return format === 'text' ? [''] : ['_total'];
  return SUFFIXES[type] ?? [''];
}

function mayHaveExemplar({ type }: ParsedFamily, { name }: ParsedSample, format: PageFormat): boolean {
  return (
    format === 'openmetrics' && (type === 'counter' || (type === 'histogram' && name.endsWith('_bucket')))
  );
}

function checkHistogram({ name, samples }: ParsedFamily, format: PageFormat): void {
  const series = new Map<string, ParsedSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify(Object.entries({ ...sample.labels, le: '' }).sort());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, ofSeries] of series) {
    const buckets = ofSeries.filter(sample => sample.name === `${name}_bucket`);
    let below = { bound: -Infinity, value: 0 };
    for (const { labels, value, exemplar } of buckets) {
      const bound = parseNumber(labels['le'] ?? '');
      if (bound <= below.bound || value < below.value)
        throw new Error(`buckets are not cumulative: ${name}${key}`);
      if (format === 'openmetrics' && /^\d+$/.test(labels['le'] ?? ''))
        throw new Error(`le is no float: ${name}${key}`);
      if (exemplar !== undefined && (exemplar.value > bound || exemplar.value <= below.bound)) {
        throw new Error(`an exemplar is in the wrong bucket: ${name}${key}`);
      }
      below = { bound, value };
    }
    const count = ofSeries.find(sample => sample.name === `${name}_count`)?.value;
    if (below.bound !== Infinity || below.value !== count)
      throw new Error(`+Inf is not the count: ${name}${key}`);
  }
}
