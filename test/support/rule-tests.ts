import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One query that rules must answer, given the series. */
export interface RuleTest {
  readonly name: string;
  /** Selectors and their values, one a minute. */
  readonly series: Readonly<Record<string, string>>;
  readonly expr: string;
  readonly minute: number;
  /** The values that are expected, each without labels; empty for no answer. */
  readonly values: readonly number[];
}

/** Runs tests against rule files with promtool and returns what it has against each, by name. */
export function failedRuleTests(rules: readonly string[], tests: readonly RuleTest[]): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    const files = rules.map((text, index) => {
      const file = join(folder, `rules-${index}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    return new Map(
      tests.flatMap(test => {
        const said = run(folder, files, test);
        return said === '' ? [] : [[test.name, said]];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file each, because promtool does not say which test of a file failed. */
function run(folder: string, files: readonly string[], test: RuleTest): string {
  const file = join(folder, 'test.yaml');
  const series = Object.entries(test.series).map(([selector, values]) => ({ series: selector, values }));
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      rule_files: files,
      // At most 4: what is older than five minutes does not count as a current value.
      evaluation_interval: `${Math.min(4, Math.max(1, Math.floor(test.minute / 60)))}m`,
      tests: [
        {
          interval: '1m',
          input_series: series,
          promql_expr_test: [
            {
              expr: test.expr,
              eval_time: `${test.minute}m`,
              exp_samples: test.values.map(value => ({ labels: '{}', value })),
            },
          ],
        },
      ],
    }),
  );
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`.trim();
}

/** What `promtool check rules` has against a rule file; empty when it has nothing. */
export function ruleComplaints(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const file = join(folder, 'rules.yaml');
  try {
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    return status === 0 ? '' : `${stdout}${stderr}`.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
