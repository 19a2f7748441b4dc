import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(__dirname, '../../..');
const dashboardFolder = join(root, 'libs/observability/dashboards');
const ruleFolder = join(root, 'docker/prometheus/rules');

/** One PromQL expression that somebody looks at or is woken by. */
export interface Expression {
  /** `nestjs-audit: By outcome`, `alerts.yaml: ServiceDown`. */
  readonly where: string;
  readonly expr: string;
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** Every query of every dashboard, as it is when everything is chosen. */
export function dashboardQueries(): Expression[] {
  return readdirSync(dashboardFolder).flatMap(name => {
    const { uid, panels } = JSON.parse(readFileSync(join(dashboardFolder, name), 'utf8')) as Dashboard;
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ where: `${uid}: ${title}`, expr: withEverything(expr) })),
    );
  });
}

/** Every expression of every rule. */
export function ruleExpressions(): Expression[] {
  type Rules = { groups: { rules: { alert?: string; record?: string; expr: string }[] }[] };
  return ruleFiles().flatMap(({ name, text }) =>
    (parse(text) as Rules).groups.flatMap(({ rules }) =>
      rules.map(({ alert, record, expr }) => ({ where: `${name}: ${alert ?? record}`, expr })),
    ),
  );
}

/** The checked-in rule files. */
export function ruleFiles(): { readonly name: string; readonly text: string }[] {
  return readdirSync(ruleFolder).map(name => ({ name, text: readFileSync(join(ruleFolder, name), 'utf8') }));
}

/** The names of the series that an expression asks for. */
export function seriesOf(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|on|ignoring|without|group_left|group_right)\s*\([^)]*\)/g, '');
  const words = bare.match(/(?<![\w.])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()/g) ?? [];
  return [...new Set(words.filter(word => !keywords.has(word)))];
}

const keywords = new Set(['and', 'or', 'unless', 'offset', 'bool', 'group']);

const withEverything = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*');
