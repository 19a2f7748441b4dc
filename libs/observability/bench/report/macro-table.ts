import { summarize } from '../measure/summary.js';
import { ADAPTER_NAMES, VARIANT_NAMES } from '../measure/variants.js';
import { figure, markdownTable } from './markdown-table.js';
import type { MacroResult } from './results.js';

const HEADER = [
  'adapter',
  'variant',
  'added CPU of stock',
  'throughput of bare',
  'CPU us/request',
  'over bare us',
  'core used',
  'by others',
  'spans/request',
  'OTLP B/request',
  'log B/request',
  'p50 us',
  'p99 us',
  'RSS MB',
  'start ms',
];

/** The macro run as a table; medians over the rounds. */
export function macroTable({ samples }: MacroResult): string {
  const pairs = ADAPTER_NAMES.flatMap(adapter => VARIANT_NAMES.map(variant => ({ adapter, variant })));
  const present = pairs.filter(pair =>
    samples.some(sample => sample.adapter === pair.adapter && sample.variant === pair.variant),
  );
  const rows = present.map(({ adapter, variant }) => {
    const { figures, ...row } = summarize(samples, variant, adapter);
    return [
      adapter,
      variant,
      figure(row.addedCpuShare, 2),
      figure(row.throughputOfBare, 2),
      figure(figures.cpuMicrosPerRequest, 1),
      figure(row.addedCpuMicros, 1),
      figure(figures.cpuShare, 2),
      figure(figures.othersShare, 2),
      figure(figures.spansPerRequest, 1),
      figure(figures.otlpBytesPerRequest),
      figure(figures.logBytesPerRequest),
      figure(figures.p50Micros),
      figure(figures.p99Micros),
      figure(figures.rssMb),
      figure(figures.startMs),
    ];
  });
  return markdownTable(HEADER, rows);
}
