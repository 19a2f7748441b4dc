import { escapeLine } from './labels.js';
import type {
  FamilyType,
  MetricFamily,
  MetricSample,
  MetricSeries,
  SampleExemplar,
} from './metric-family.js';
import { formatCanonicalBound, formatValue } from './numbers.js';

const TYPES: Readonly<Record<FamilyType, string>> = {
  counter: 'counter',
  // A counter must end in _total here. Losing the type is better than a name that depends on who asks.
  'bare-counter': 'unknown',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'info',
  unknown: 'unknown',
};

/**
 * Writes families as OpenMetrics text 1.0, with exemplars.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export function writeOpenMetrics(families: readonly MetricFamily[]): string {
  return `${families.map(writeFamily).join('')}# EOF\n`;
}

function writeFamily(family: MetricFamily): string {
  const { name, type, unit, help } = family;
  const headers = [`# TYPE ${name} ${TYPES[type]}\n`];
  if (unit !== '') headers.push(`# UNIT ${name} ${unit}\n`);
  if (help !== '') headers.push(`# HELP ${name} ${escapeLine(help).replaceAll('"', '\\"')}\n`);
  const lines = family.series.flatMap(series => series.samples.map(sample => line(family, series, sample)));
  return headers.join('') + lines.join('');
}

function line({ name, type }: MetricFamily, { labels }: MetricSeries, sample: MetricSample): string {
  const bound =
    sample.bound === undefined ? '' : `${boundLabel(type)}="${formatCanonicalBound(sample.bound)}"`;
  const pairs = [labels, bound].filter(part => part !== '').join(',');
  const value = formatValue(sample.value);
  return `${name}${sample.suffix}${pairs === '' ? '' : `{${pairs}}`} ${value}${exemplarText(sample.exemplar)}\n`;
}

function boundLabel(type: FamilyType): string {
  return type === 'summary' ? 'quantile' : 'le';
}

function exemplarText(exemplar: SampleExemplar | undefined): string {
  if (exemplar === undefined) return '';
  return ` # {${exemplar.labels}} ${formatValue(exemplar.value)} ${(exemplar.timestamp / 1000).toFixed(3)}`;
}
