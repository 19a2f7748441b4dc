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

/** A rule file of Prometheus as YAML; each line of the comment is put in front. */
export async function ruleFile(groups: readonly RuleGroup[], comment: readonly string[]): Promise<string> {
  const { stringify } = await import('yaml');
  const head = comment.map(line => `# ${line}`.trimEnd()).join('\n');
  // Without folding: a query is easier to find, and to copy, on one line.
  return `${head}\n${stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
