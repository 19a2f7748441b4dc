import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { runCli } from '../audit/support/run-cli.js';
import { describeUnless } from '../support/describe-unless.js';
import { promtoolMissing } from '../support/promtool.js';
import { failedRuleTests, ruleComplaints, type RuleTest } from '../support/rule-tests.js';

const folder = mkdtempSync(join(tmpdir(), 'slo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
function fileWith(text: string): string {
  const file = join(folder, `slo-${(written += 1)}.yaml`);
  writeFileSync(file, text);
  return file;
}

const shop = `
service: shop
objectives:
  - name: availability
    objective: 99
    availability: {}
  - name: quick-orders
    objective: 90
    latency: { threshold: 1s, routes: [/orders, "/orders/:id"], methods: POST }
    labels: { team: sales }
  - name: short
    objective: 99
    window: 7d
    availability: {}
`;

describe('slo check', () => {
  it('says how much may fail', async () => {
    const { code, stdout } = await runCli(['slo', 'check', fileWith(shop)]);

    expect(stdout).toContain('availability: 99 % over 30d, 432 minutes of everything failing');
    expect(stdout).toContain('short: 99 % over 7d, 101 minutes of everything failing');
    expect(code).toBe(0);
  });

  it.each<[string, string, RegExp]>([
    ['no YAML', 'service: [', /Flow sequence/],
    ['nothing in it', '', /cannot be used/],
    ['no objectives', 'service: shop\nobjectives: []', /objectives/],
    ['an option that is none', shop.replace('window:', 'windows:'), /windows/],
    ['an objective of 100', shop.replace('objective: 99\n', 'objective: 100\n'), /has no budget/],
    ['an objective in words', shop.replace('objective: 99\n', 'objective: high\n'), /objective/],
    [
      'both kinds',
      shop.replace('availability: {}', 'availability: {}\n    latency: { threshold: 1s }'),
      /either/,
    ],
    ['neither kind', shop.replace('    availability: {}\n', ''), /either/],
    ['a name with blanks', shop.replace('quick-orders', 'Quick Orders'), /lower-case words/],
    ['a name twice', shop.replace('name: short', 'name: availability'), /is there twice/],
    ['a threshold between two bounds', shop.replace('1s,', '800ms,'), /800ms is no bound .*750ms, 1s/],
    ['a threshold that is no duration', shop.replace('1s,', 'fast,'), /must be a duration/],
  ])('refuses a file with %s', async (_what, text, said) => {
    const { code, stderr } = await runCli(['slo', 'check', fileWith(text)]);

    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(78);
  });

  it('takes bounds that are not the default ones', async () => {
    const own = shop.replace('1s,', '800ms,').replace('objectives:', 'buckets: [0.4, 0.8]\nobjectives:');

    expect((await runCli(['slo', 'check', fileWith(own)])).code).toBe(0);
  });

  it('says that rules are older than the objectives', async () => {
    const objectives = fileWith(shop);
    const rules = join(folder, 'rules.yaml');
    await runCli(['slo', 'generate', objectives, '--out', rules]);
    expect((await runCli(['slo', 'check', objectives, '--rules', rules])).code).toBe(0);
    writeFileSync(objectives, shop.replace('objective: 90', 'objective: 95'));

    const { code, stderr } = await runCli(['slo', 'check', objectives, '--rules', rules]);

    expect([code, stderr]).toEqual([65, expect.stringContaining('run: nestjs-observability slo generate')]);
    expect((await runCli(['slo', 'check', join(folder, 'none.yaml')])).code).toBe(66);
  });
});

describe('slo generate', () => {
  it('writes OpenSLO documents with the same queries', async () => {
    const { stdout } = await runCli(['slo', 'generate', fileWith(shop), '--openslo']);
    const documents = parseAllDocuments(stdout).map(document => document.toJS() as Record<string, unknown>);

    expect(documents.map(({ apiVersion, kind }) => `${String(apiVersion)} ${String(kind)}`)).toEqual([
      'openslo/v1 Service',
      ...Array<string>(3).fill('openslo/v1 SLO'),
    ]);
    expect(documents[2]).toMatchObject({
      metadata: { name: 'shop-quick-orders' },
      spec: {
        service: 'shop',
        budgetingMethod: 'Occurrences',
        timeWindow: [{ duration: '30d', isRolling: true }],
        objectives: [{ target: 0.9 }],
      },
    });
  });

  it('puts the labels and the runbooks of the user on the alerts', async () => {
    const { stdout } = await runCli([
      'slo',
      'generate',
      fileWith(shop),
      '--runbooks',
      'https://wiki.example/rb/',
    ]);
    const { groups } = parse(stdout) as {
      groups: { name: string; rules: { labels: object; annotations: object }[] }[];
    };

    expect(groups.find(({ name }) => name === 'slo-shop-quick-orders-alerts')?.rules[0]).toMatchObject({
      labels: { severity: 'page', service: 'shop', slo: 'quick-orders', window: '1h', team: 'sales' },
      annotations: { runbook_url: 'https://wiki.example/rb/SloErrorBudgetBurnsFast.md' },
    });
  });
});

describeUnless(promtoolMissing())('The rules of objectives', () => {
  const counter = (status: string, values: string) => ({
    [`http_server_request_duration_seconds_count{job="shop",instance="a",http_request_method="POST",http_route="/orders",http_response_status_code="${status}"}`]:
      values,
  });
  const bucket = (bound: string, values: string) => ({
    [`http_server_request_duration_seconds_bucket{job="shop",instance="a",http_request_method="POST",http_route="/orders",http_response_status_code="200",le="${bound}"}`]:
      values,
  });
  const firing = (slo: string, window: string) =>
    `group(ALERTS{alertname=~"SloErrorBudget.*",slo="${slo}",window="${window}",alertstate="firing"})`;
  const test = (name: string, series: object, expr: string, minute: number, values: number[]): RuleTest => ({
    name,
    series: series as Record<string, string>,
    expr,
    minute,
    values,
  });
  const steady = counter('200', '0+100x6000');
  const share = (failed: number) => ({
    ...counter('200', `0+${100 - failed}x6000`),
    ...counter('500', `0+${failed}x6000`),
  });

  it('are rules, and behave as the four rows of the table', async () => {
    const { stdout } = await runCli(['slo', 'generate', fileWith(shop)]);
    // Each test says how often it evaluates; days at the intervals of a real Prometheus take minutes.
    const rules = `${stdout}\n`.replace(/^ +interval: .*\n/gm, '');

    expect(ruleComplaints(rules)).toBe('');
    const tests = [
      // 99 %: a budget of 1 %, so 14.4 times too fast is 14.4 %.
      test('page after an hour of 20 %', share(20), firing('availability', '1h'), 70, [1]),
      test('no page for 10 %', share(10), firing('availability', '1h'), 70, []),
      test('page of six hours for 10 %', share(10), firing('availability', '6h'), 400, [1]),
      test('ticket of a day for 4 %', share(4), firing('availability', '1d'), 1500, [1]),
      test('no page for 4 %', share(4), firing('availability', '6h'), 1500, []),
      test('ticket of three days for 2 %', share(2), firing('availability', '3d'), 4400, [1]),
      test('nothing for 0.5 %', share(0.5), firing('availability', '3d'), 4400, []),
      test('nothing while all is well', steady, firing('availability', '1h'), 90, []),
      test(
        'no page once it is over, though the hour is still bad',
        { ...steady, ...counter('500', '0+100x30 3000x100') },
        firing('availability', '1h'),
        50,
        [],
      ),
      test(
        'no page for a handful of requests at night',
        { ...counter('200', '0+1x100'), ...counter('500', '0+0.5x100') },
        firing('availability', '1h'),
        70,
        [],
      ),
      test(
        'faults of callers do not count',
        { ...steady, ...counter('404', '0+100x100') },
        firing('availability', '1h'),
        70,
        [],
      ),
      test(
        'page for slow answers, 90 %: a budget of 10 %',
        { ...steady, ...bucket('1.0', '0x100'), ...bucket('+Inf', '0+100x100') },
        firing('quick-orders', '1h'),
        70,
        [1],
      ),
      test(
        'none for the few that the objective allows',
        { ...steady, ...bucket('1', '0+95x100'), ...bucket('+Inf', '0+100x100') },
        firing('quick-orders', '1h'),
        70,
        [],
      ),
      // A budget of a week: 14.4 * 7 / 30 = 3.36 times too fast.
      test('page of a shorter budget for 4 %', share(4), firing('short', '1h'), 70, [1]),
      test('no page of a shorter budget for 3 %', share(3), firing('short', '1h'), 70, []),
      test('error ratio', share(25), 'sum(slo:error_ratio:rate5m{slo="availability"})', 30, [0.25]),
      test('ratio without a failure', steady, 'sum(slo:error_ratio:rate5m{slo="availability"})', 30, [0]),
      test('budget', share(0.5), 'sum(slo:error_budget_remaining:ratio{slo="availability"})', 60, [0.5]),
      test('objective', steady, 'sum(slo:objective:ratio{slo="quick-orders"})', 30, [0.9]),
      test('burn', share(2), 'sum(slo:burn_rate:rate1h{slo="availability"})', 120, [2]),
    ];
    // Only the rules of the objective that a test asks about: adding up days of all of them takes a minute.
    const failed = ['availability', 'quick-orders', 'short'].flatMap(slo => [
      ...failedRuleTests(
        [rulesOf(rules, slo)],
        tests.filter(({ expr }) => expr.includes(`slo="${slo}"`)),
      ),
    ]);

    expect(Object.fromEntries(failed)).toEqual({});
  });
});

/** The groups of one objective. */
function rulesOf(rules: string, slo: string): string {
  const { groups } = parse(rules) as { groups: { name: string }[] };
  return JSON.stringify({ groups: groups.filter(({ name }) => name.startsWith(`slo-shop-${slo}-`)) });
}

describe('The page about objectives', () => {
  it('shows a file that is right', async () => {
    const page = readFileSync(join(__dirname, '../../libs/observability/docs/slo.md'), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

    expect(await runCli(['slo', 'check', fileWith(example)])).toMatchObject({ code: 0 });
  });
});
