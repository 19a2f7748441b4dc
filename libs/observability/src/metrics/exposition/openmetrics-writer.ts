import { escapeLine } from './labels.js';
import type { FamilyType, MetricFamily, SampleExemplar } from './metric-family.js';
import { formatCanonicalBound, formatValue } from './numbers.js';
import { SampleWriter } from './sample-writer.js';

const TYPES: Readonly<Record<FamilyType, string>> = {
  counter: 'counter',
  // A counter must end in _total here. Losing the type is better than a name that depends on who asks.
  'bare-counter': 'unknown',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'info',
};

/**
 * Writes families as OpenMetrics text 1.0, with exemplars.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export function writeOpenMetrics(families: readonly MetricFamily[]): string {
  const samples = new SampleWriter(formatCanonicalBound);
  let page = '';
  for (const family of families) {
    page += headers(family);
    for (const series of family.series) {
      for (const sample of series.samples) {
        page += `${samples.write(family, series.labels, sample)}${exemplarText(sample.exemplar)}\n`;
      }
    }
  }
  return `${page}# EOF\n`;
}

function headers({ name, type, unit, help }: MetricFamily): string {
  const lines = [`# TYPE ${name} ${TYPES[type]}\n`];
  if (unit !== '') lines.push(`# UNIT ${name} ${unit}\n`);
  if (help !== '') lines.push(`# HELP ${name} ${escapeLine(help).replaceAll('"', '\\"')}\n`);
  return lines.join('');
}

function exemplarText(exemplar: SampleExemplar | undefined): string {
  if (exemplar === undefined) return '';
  return ` # {${exemplar.labels}} ${formatValue(exemplar.value)} ${(exemplar.timestamp / 1000).toFixed(3)}`;
}
