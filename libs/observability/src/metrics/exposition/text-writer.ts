import { escapeLine } from './labels.js';
import type { FamilyType, MetricFamily, MetricSample, MetricSeries } from './metric-family.js';
import { formatValue } from './numbers.js';

const TYPES: Readonly<Record<FamilyType, string>> = {
  counter: 'counter',
  'bare-counter': 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
  unknown: 'untyped',
};

/**
 * Writes families in the Prometheus text format 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function writeText(families: readonly MetricFamily[]): string {
  return families.map(writeFamily).join('');
}

function writeFamily(family: MetricFamily): string {
  const name = typedName(family);
  const help = family.help === '' ? '' : `# HELP ${name} ${escapeLine(family.help)}\n`;
  const lines = family.series.flatMap(series => series.samples.map(sample => line(family, series, sample)));
  return `${help}# TYPE ${name} ${TYPES[family.type]}\n${lines.join('')}`;
}

/** This format names the samples of a counter and of an info in its headers, not the family. */
function typedName({ name, type }: MetricFamily): string {
  if (type === 'counter') return `${name}_total`;
  return type === 'info' ? `${name}_info` : name;
}

function line({ name, type }: MetricFamily, { labels }: MetricSeries, sample: MetricSample): string {
  const bound = sample.bound === undefined ? '' : `${boundLabel(type)}="${formatValue(sample.bound)}"`;
  const pairs = [labels, bound].filter(part => part !== '').join(',');
  return `${name}${sample.suffix}${pairs === '' ? '' : `{${pairs}}`} ${formatValue(sample.value)}\n`;
}

function boundLabel(type: FamilyType): string {
  return type === 'summary' ? 'quantile' : 'le';
}
