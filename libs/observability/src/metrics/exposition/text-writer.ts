import { escapeLine } from './labels.js';
import type { FamilyType, MetricFamily } from './metric-family.js';
import { formatValue } from './numbers.js';
import { SampleWriter } from './sample-writer.js';

const TYPES: Readonly<Record<FamilyType, string>> = {
  counter: 'counter',
  'bare-counter': 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
};

/**
 * Writes families in the Prometheus text format 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function writeText(families: readonly MetricFamily[]): string {
  const samples = new SampleWriter(formatValue);
  let page = '';
  for (const family of families) {
    page += headers(family);
    for (const series of family.series) {
      for (const sample of series.samples) page += `${samples.write(family, series.labels, sample)}\n`;
    }
  }
  return page;
}

function headers(family: MetricFamily): string {
  const name = typedName(family);
  const help = family.help === '' ? '' : `# HELP ${name} ${escapeLine(family.help)}\n`;
  return `${help}# TYPE ${name} ${TYPES[family.type]}\n`;
}

/** This format names the samples of a counter and of an info in its headers, not the family. */
function typedName({ name, type }: MetricFamily): string {
  if (type === 'counter') return `${name}_total`;
  return type === 'info' ? `${name}_info` : name;
}
