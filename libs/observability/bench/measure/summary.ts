import type { AdapterName } from '../app/variant.js';
import type { Sample } from './sample.js';
import { median } from './statistics.js';
import type { VariantName } from './variants.js';

/** One line of the table: medians over the rounds; ratios are taken inside a round first. */
export interface SummaryRow {
  readonly variant: VariantName;
  readonly adapter: AdapterName;
  readonly rounds: number;
  /** Requests per second over those of bare; absent when bare was not run. */
  readonly throughputOfBare?: number;
  /** (variant - bare) / (stock - bare) of CPU time per request; absent when one of them was not run. */
  readonly addedCpuShare?: number;
  /** CPU time per request over bare, in microseconds. */
  readonly addedCpuMicros?: number;
  readonly figures: Figures;
}

type Figures = Omit<Sample, 'variant' | 'adapter' | 'round'>;

const FIGURES: readonly (keyof Figures)[] = [
  'requestsPerSecond',
  'cpuMicrosPerRequest',
  'cpuShare',
  'othersShare',
  'spansPerRequest',
  'otlpBytesPerRequest',
  'logBytesPerRequest',
  'p50Micros',
  'p99Micros',
  'rssMb',
  'startMs',
];

/** Compares each variant with bare and stock of the same round, then takes medians. */
export function summarize(
  samples: readonly Sample[],
  variant: VariantName,
  adapter: AdapterName,
): SummaryRow {
  const own = samples.filter(sample => sample.variant === variant && sample.adapter === adapter);
  const beside = (sample: Sample, other: VariantName) =>
    samples.find(it => it.variant === other && it.adapter === adapter && it.round === sample.round);
  const against = (compare: (sample: Sample) => number | undefined) => {
    const values = own.map(compare).filter(value => value !== undefined);
    return values.length > 0 ? median(values) : undefined;
  };

  const throughputOfBare = against(it => ratio(it, beside(it, 'bare')));
  const addedCpuMicros = against(it => added(it, beside(it, 'bare')));
  const addedCpuShare = against(it => share(it, beside(it, 'bare'), beside(it, 'stock')));
  return {
    variant,
    adapter,
    rounds: own.length,
    ...(throughputOfBare === undefined ? {} : { throughputOfBare }),
    ...(addedCpuMicros === undefined ? {} : { addedCpuMicros }),
    ...(addedCpuShare === undefined ? {} : { addedCpuShare }),
    figures: Object.fromEntries(
      FIGURES.map(key => [key, median(own.map(it => it[key]))]),
    ) as unknown as Figures,
  };
}

const ratio = (sample: Sample, bare: Sample | undefined) =>
  bare && sample.requestsPerSecond / bare.requestsPerSecond;

const added = (sample: Sample, bare: Sample | undefined) =>
  bare && sample.cpuMicrosPerRequest - bare.cpuMicrosPerRequest;

const share = (sample: Sample, bare: Sample | undefined, stock: Sample | undefined) => {
  const own = added(sample, bare);
  const whole = stock && added(stock, bare);
  return own !== undefined && whole !== undefined ? own / whole : undefined;
};
