import { seconds, select } from '../rules/promql.js';
import type { AlertingRule, RecordingRule, RuleGroup } from '../rules/rule-file.js';
import { burnWindows, recordedWindows, type BurnWindow } from './burn-windows.js';
import { indicatorOf } from './indicator.js';
import type { Slo, SloFile } from './slo-file.js';

/** Where the runbook of an alert is, given its name. */
export type RunbookOf = (alert: string) => string;

/** The recording and alerting rules of every objective of a file. */
export function sloRules({ service, objectives }: SloFile, runbook: RunbookOf): RuleGroup[] {
  return objectives.flatMap(slo => {
    const labels = { service, slo: slo.name };
    return [
      { name: `slo-${service}-${slo.name}-ratios`, interval: '30s', rules: ratios(slo, labels, soon) },
      // Days change slowly, and are dear to add up.
      {
        name: `slo-${service}-${slo.name}-budget`,
        interval: '5m',
        rules: [...ratios(slo, labels, late), ...budgetRules(slo, labels)],
      },
      {
        name: `slo-${service}-${slo.name}-alerts`,
        rules: burnWindows.map(row => alert(slo, labels, row, runbook)),
      },
    ];
  });
}

type SloLabels = { readonly service: string; readonly slo: string };

/** Windows of hours and windows of days. */
const [soon, late] = ['[mh]', 'd'].map(unit =>
  recordedWindows.filter(window => new RegExp(`${unit}$`).test(window)),
);

/** Share of requests that missed the objective, and the number of requests where an alert asks for it. */
function ratios(slo: Slo, labels: SloLabels, windows: readonly string[] = []): RecordingRule[] {
  const { bad, total } = indicatorOf(slo, labels.service);
  return windows.flatMap(window => [
    { record: `slo:error_ratio:rate${window}`, expr: `${bad(window)} / ${total(window)}`, labels },
    ...(burnWindows.some(({ long }) => long === window)
      ? [{ record: `slo:requests:increase${window}`, expr: `${total(window)} * ${seconds(window)}`, labels }]
      : []),
  ]);
}

/** What panels of the budget show. */
function budgetRules(slo: Slo, labels: SloLabels): RecordingRule[] {
  const { bad, total } = indicatorOf(slo, labels.service);
  const budget = share(slo);
  return [
    { record: 'slo:objective:ratio', expr: `vector(${rounded(1 - budget)})`, labels },
    {
      record: 'slo:burn_rate:rate1h',
      expr: `${select('slo:error_ratio:rate1h', labels)} / ${budget}`,
      labels,
    },
    {
      // Over the whole window each request counts the same, however many came at the time.
      record: 'slo:error_budget_remaining:ratio',
      expr: `1 - (${bad(slo.window)} / ${total(slo.window)}) / ${budget}`,
      labels,
    },
  ];
}

/** Both windows burn too quickly, and there were enough requests to say so. */
function alert(slo: Slo, labels: SloLabels, row: BurnWindow, runbook: RunbookOf): AlertingRule {
  const { severity, long, short, factor, spent } = row;
  const name = severity === 'page' ? 'SloErrorBudgetBurnsFast' : 'SloErrorBudgetBurnsSlowly';
  const burn = rounded(factor * windowScale(slo));
  // A lax objective cannot burn faster than everything failing.
  const limit = Math.min(0.99, rounded(burn * share(slo)));
  const burning = (window: string): string => `${select(`slo:error_ratio:rate${window}`, labels)} > ${limit}`;
  return {
    alert: name,
    expr: `${burning(long)} and ${burning(short)} and ${select(`slo:requests:increase${long}`, labels)} >= ${slo.minimumRequests}`,
    labels: { severity, ...labels, window: long, ...slo.labels },
    annotations: {
      summary: `${labels.service}: ${slo.name} spends its error budget more than ${burn} times too fast`,
      description: `{{ $value | humanizePercentage }} of the requests of the last ${long} missed the objective of ${slo.objective} %; at this rate ${spent} % of the budget of ${slo.window} is gone in ${long}. The last ${short} were no better.`,
      runbook_url: runbook(name),
    },
  };
}

/** Part of the requests that may fail. */
const share = ({ objective }: Slo): number => rounded(1 - objective / 100);

/** The factors are for 30 days; a shorter budget is spent sooner. */
const windowScale = ({ window }: Slo): number => (seconds(window) ?? 0) / 2_592_000;

/** Without the tail of binary fractions, which would make a file change for nothing. */
const rounded = (value: number): number => Number(value.toPrecision(10));
