import type { AlertingRule, RuleGroup } from '../rules/rule-file.js';
import type { RunbookOf } from '../slo/slo-rules.js';

/** Something that somebody should know about. */
export interface Alert {
  readonly name: string;
  /** `page`: users feel it now, whatever the hour. `ticket`: it can wait for the morning. */
  readonly severity: 'page' | 'ticket';
  readonly expr: string;
  readonly for?: string;
  readonly keepFiringFor?: string;
  /** One line; a template of Prometheus. */
  readonly summary: string;
  /** What it means, and for whom. */
  readonly description: string;
}

/** Alerts about one subject. */
export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** The groups as Prometheus reads them, each alert with the address of its runbook. */
export function alertRules(groups: readonly AlertGroup[], runbook: RunbookOf): RuleGroup[] {
  return groups.map(({ name, alerts }) => ({ name, rules: alerts.map(alert => rule(alert, runbook)) }));
}

function rule(alert: Alert, runbook: RunbookOf): AlertingRule {
  return {
    alert: alert.name,
    expr: alert.expr,
    ...(alert.for !== undefined && { for: alert.for }),
    ...(alert.keepFiringFor !== undefined && { keep_firing_for: alert.keepFiringFor }),
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: runbook(alert.name),
    },
  };
}
