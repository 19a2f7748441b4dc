import type { AuditResult } from '../audit/audit-result.js';
import { AUDIT_VARIANTS } from '../audit/audit-variants.js';
import { summarizeAudit } from '../measure/audit-summary.js';
import { median } from '../measure/statistics.js';
import { figure, markdownTable } from './markdown-table.js';

const HEADER = [
  'writers',
  'variant',
  'of unaudited',
  'by CPU',
  'of insert',
  'transactions/s',
  'app us',
  'server us',
  'p50 ms',
  'p99 ms',
  'sealed p50 ms',
  'sealed p99 ms',
  'worst p99 ms',
];

/** The audit run as a table; medians over the rounds. */
export function auditTable({ samples, settings }: Pick<AuditResult, 'samples' | 'settings'>): string {
  const rows = settings.writers.flatMap(writers =>
    AUDIT_VARIANTS.flatMap(variant => {
      const row = summarizeAudit(samples, variant, writers);
      if (!row) return [];
      return [
        [
          String(writers),
          variant,
          figure(row.ofUnaudited, 2),
          figure(row.cpuOfUnaudited, 2),
          figure(row.ofInsert, 2),
          figure(row.transactionsPerSecond),
          figure(row.cpuMicrosPerTransaction),
          figure(row.serverMicrosPerTransaction),
          figure(row.p50Micros / 1_000, 1),
          figure(row.p99Micros / 1_000, 1),
          figure(row.lagP50),
          figure(row.lagP99),
          figure(row.worstLagP99),
        ],
      ];
    }),
  );
  return markdownTable(HEADER, rows);
}

/** What verification came to, in a sentence. */
export function verifiedLine({ verified }: Pick<AuditResult, 'verified'>): string {
  const [first] = verified;
  if (!first) return 'Nothing was verified.';
  const rate = Math.round(median(verified.map(({ eventsPerSecond }) => eventsPerSecond)) / 100) * 100;
  return `\`audit verify\` of ${first.events} events: ${rate} events a second, the median of ${verified.length} runs.`;
}
