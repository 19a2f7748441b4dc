/** Labels or annotations of a rule. */
export type RuleTexts = Readonly<Record<string, string>>;

/** A query whose result Prometheus stores as a series of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: RuleTexts;
}

/** A condition that Prometheus tells Alertmanager about. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold, e.g. `5m`. @defaultValue at once */
  readonly for?: string;
  /** How long the alert stays after the condition ended. @defaultValue not at all */
  readonly keep_firing_for?: string;
  readonly labels: RuleTexts;
  readonly annotations: RuleTexts;
}

/** Rules that are evaluated one after the other, at the same moment. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** Tells an alert from a recording rule. */
export function isAlert(rule: RecordingRule | AlertingRule): rule is AlertingRule {
  return 'alert' in rule;
}

/** How rules are written down. */
export interface RuleFileFormat {
  /** Lines that are put in front. */
  readonly comment: readonly string[];
  /** Name of the `PrometheusRule` that the Prometheus operator reads. @defaultValue a rule file of Prometheus itself */
  readonly operator?: string | undefined;
}

/** Rules as YAML. */
export async function ruleFile(groups: readonly RuleGroup[], format: RuleFileFormat): Promise<string> {
  const { stringify } = await import('yaml');
  const head = format.comment.map(line => `# ${line}`.trimEnd()).join('\n');
  const document =
    format.operator === undefined
      ? { groups }
      : {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'PrometheusRule',
          metadata: { name: format.operator },
          spec: { groups },
        };
  // Without folding: a query is easier to find, and to copy, on one line.
  return `${head}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
