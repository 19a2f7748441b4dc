import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runCli } from '../audit/support/run-cli.js';
import { describeUnless } from '../support/describe-unless.js';
import { promtoolMissing } from '../support/promtool.js';
import { failedRuleTests, ruleComplaints } from '../support/rule-tests.js';
import { alertCases } from './alerts/index.js';

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: Record<string, string>;
      readonly annotations: Record<string, string>;
    }[];
  }[];
}

const runbooks = join(__dirname, '../../libs/observability/docs/runbooks');

let text: string;
let rules: RuleFile['groups'][number]['rules'];

beforeAll(async () => {
  const { stdout } = await runCli(['alerts']);
  text = `${stdout}\n`;
  rules = (parse(text) as RuleFile).groups.flatMap(group => group.rules);
});

describe('Every alert', () => {
  it('has a case in which it fires and one in which it does not', () =>
    expect(alertCases.map(({ alert }) => alert).toSorted()).toEqual(
      rules.map(({ alert }) => alert).toSorted(),
    ));

  it('pages only for what users feel, and says so in a severity', () => {
    const pages = rules.filter(({ labels }) => labels['severity'] === 'page').map(({ alert }) => alert);

    expect(rules.filter(({ labels }) => !['page', 'ticket'].includes(labels['severity'] ?? ''))).toEqual([]);
    expect(pages).toEqual([
      'ServiceDown',
      'ServiceAbsent',
      'HttpHighErrorRate',
      'AuditWriteFailures',
      'AuditTrailTampered',
    ]);
  });

  it('has a runbook of its own, and every runbook an alert', () => {
    const pages = readdirSync(runbooks).filter(name => name !== 'README.md');
    const wanted = [
      ...rules.map(({ alert }) => alert),
      'SloErrorBudgetBurnsFast',
      'SloErrorBudgetBurnsSlowly',
    ];

    expect(pages.toSorted()).toEqual(wanted.map(name => `${name}.md`).toSorted());
    for (const { alert, annotations } of rules) {
      expect(annotations['runbook_url']).toBe(
        `https://unpkg.com/nestjs-observability/docs/runbooks/${alert}.md`,
      );
    }
  });

  it('has a runbook that says what it means, where to look and what to do', () => {
    for (const name of readdirSync(runbooks).filter(name => name !== 'README.md')) {
      const page = readFileSync(join(runbooks, name), 'utf8');
      const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

      expect([name, ...headings]).toEqual([name, 'Meaning', 'Impact', 'Look', 'Do', 'Silence']);
    }
  });
});

describeUnless(promtoolMissing())('The rule file of the alerts', () => {
  it('is one that Prometheus takes', () => expect(ruleComplaints(text)).toBe(''));

  it('fires where it should and nowhere else', () => {
    const failed = failedRuleTests(
      [text],
      alertCases.flatMap(({ alert, minute, fires, silent }) => {
        const expr = `group(ALERTS{alertname="${alert}",alertstate="firing"})`;
        return [
          { name: `${alert} fires`, series: fires, minute, expr, values: [1] },
          { name: `${alert} is silent`, series: silent, minute, expr, values: [] },
        ];
      }),
    );

    expect(Object.fromEntries(failed)).toEqual({});
  });
});
