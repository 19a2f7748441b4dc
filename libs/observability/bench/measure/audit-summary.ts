import type { AuditSample } from '../audit/audit-sample.js';
import { unauditedOf, type AuditVariant } from '../audit/audit-variants.js';
import type { SealLag } from '../audit/seal-lag.js';
import { median } from './statistics.js';

/** One line of the audit table: medians over the rounds; ratios are taken inside a round first. */
export interface AuditSummary {
  readonly transactionsPerSecond: number;
  readonly cpuMicrosPerTransaction: number;
  /** Of the sessions of the server, where that was measured. */
  readonly serverMicrosPerTransaction: number | undefined;
  /** CPU time of both without a record over that with it: the throughput of cores that nobody else uses. */
  readonly cpuOfUnaudited: number | undefined;
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** Throughput over that of the same transaction without a record; absent when that was not run. */
  readonly ofUnaudited: number | undefined;
  /** Throughput over that with a hand-written row; absent when that was not run. */
  readonly ofInsert: number | undefined;
  readonly lagP50: number | undefined;
  /** Of the worst round. */
  readonly worstLagP99: number | undefined;
  readonly lagP99: number | undefined;
}

/** Sums up one variant; `undefined` when it was not run. */
export function summarizeAudit(
  samples: readonly AuditSample[],
  variant: AuditVariant,
  writers: number,
): AuditSummary | undefined {
  const beside = samples.filter(sample => sample.writers === writers);
  const own = beside.filter(sample => sample.variant === variant);
  if (own.length === 0) return undefined;
  const over = (
    other: AuditVariant,
    ratio: (sample: AuditSample, base: AuditSample) => number = throughput,
  ) => {
    const ratios = own.flatMap(sample => {
      const base = beside.find(it => it.variant === other && it.round === sample.round);
      const found = base && ratio(sample, base);
      return found === undefined || Number.isNaN(found) ? [] : [found];
    });
    return ratios.length > 0 ? median(ratios) : undefined;
  };
  const server = own.flatMap(it => it.serverMicrosPerTransaction ?? []);
  const lags = own.flatMap(({ sealLag }) => sealLag ?? []);
  const lag = (key: keyof SealLag) => (lags.length > 0 ? median(lags.map(it => it[key])) : undefined);
  return {
    transactionsPerSecond: median(own.map(it => it.transactionsPerSecond)),
    cpuMicrosPerTransaction: median(own.map(it => it.cpuMicrosPerTransaction)),
    serverMicrosPerTransaction: server.length > 0 ? median(server) : undefined,
    cpuOfUnaudited: over(unauditedOf(variant), (sample, base) => cpuOf(base) / cpuOf(sample)),
    p50Micros: median(own.map(it => it.p50Micros)),
    p99Micros: median(own.map(it => it.p99Micros)),
    ofUnaudited: over(unauditedOf(variant)),
    ofInsert: unauditedOf(variant) === 'unaudited' ? over('insert') : undefined,
    lagP50: lag('p50'),
    lagP99: lag('p99'),
    worstLagP99: lags.length > 0 ? Math.max(...lags.map(it => it.p99)) : undefined,
  };
}

function throughput(sample: AuditSample, base: AuditSample): number {
  return sample.transactionsPerSecond / base.transactionsPerSecond;
}

/** Of both processes; not a number where that of the server is not known. */
function cpuOf({ cpuMicrosPerTransaction, serverMicrosPerTransaction = Number.NaN }: AuditSample): number {
  return cpuMicrosPerTransaction + serverMicrosPerTransaction;
}
