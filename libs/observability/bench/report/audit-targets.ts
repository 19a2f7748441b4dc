import type { AuditResult } from '../audit/audit-result.js';
import type { AuditVariant } from '../audit/audit-variants.js';
import { summarizeAudit, type AuditSummary } from '../measure/audit-summary.js';
import { median } from '../measure/statistics.js';
import { markdownTable } from './markdown-table.js';

type Row = readonly [
  target: string,
  wanted: string,
  figures: readonly number[],
  isMet: (figure: number) => boolean,
];

/** What the audit trail is to reach, what it reached with the fewest and the most writers, and whether that is enough. */
export function auditTargets({ samples, settings, verified }: AuditResult): string {
  const of = (variant: AuditVariant, pick: (summary: AuditSummary) => number | undefined): number[] =>
    settings.writers.flatMap(writers => {
      const summary = summarizeAudit(samples, variant, writers);
      return (summary && pick(summary)) ?? [];
    });
  const rate = Math.round(median(verified.map(({ eventsPerSecond }) => eventsPerSecond)) / 100) * 100;
  const ratio = (figure: number, least: number) => Math.round(figure * 100) / 100 >= least;
  const rows: Row[] = [
    ['audited, of unaudited', '0.85', of('audited', it => it.ofUnaudited), it => ratio(it, 0.85)],
    ['... by CPU', '0.85', of('audited', it => it.cpuOfUnaudited), it => ratio(it, 0.85)],
    ['(a hand-written row)', '0.85', of('insert', it => it.ofUnaudited), it => ratio(it, 0.85)],
    ['(... pipelined)', '0.85', of('insert-pipelined', it => it.ofUnaudited), it => ratio(it, 0.85)],
    ['... of a `save()`', '0.85', of('saved-audited', it => it.ofUnaudited), it => ratio(it, 0.85)],
    ['sealed, of a plain insert', '0.8', of('audited', it => it.ofInsert), it => ratio(it, 0.8)],
    ['sealed, p99', 'below 250 ms', of('audited', it => it.lagP99), it => it < 250],
    ['verified', '20000 events/s', [rate], it => it >= 20_000],
  ];
  return markdownTable(
    ['target', 'wanted', `measured, ${settings.writers.join(' / ')} writers`, 'met'],
    rows.map(([target, wanted, figures, isMet]) => [
      target,
      wanted,
      figures.map(figure => (figure < 10 ? figure.toFixed(2) : String(Math.round(figure)))).join(' / '),
      figures.map(figure => (isMet(figure) ? 'yes' : 'no')).join(' / '),
    ]),
  );
}
