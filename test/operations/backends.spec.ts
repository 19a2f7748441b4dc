import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describeUnless } from '../support/describe-unless.js';
import { promtoolMissing } from '../support/promtool.js';

const docker = join(__dirname, '../../docker');
const read = (path: string): string => readFileSync(join(docker, path), 'utf8');

describe('The Collector', () => {
  interface Pipelines {
    readonly service: {
      readonly extensions?: string[];
      readonly pipelines: Record<string, Record<string, string[]>>;
    };
  }

  it.each(['collector/collector.yaml', 'collector/tail-sampling.yaml'])(
    '%s uses what it defines, and defines what it uses',
    name => {
      const config = parse(read(name)) as Pipelines & Record<string, Record<string, unknown>>;
      for (const kind of ['receivers', 'processors', 'exporters', 'extensions'] as const) {
        const defined = Object.keys(config[kind] ?? {});
        const used =
          kind === 'extensions'
            ? (config.service.extensions ?? [])
            : Object.values(config.service.pipelines).flatMap(pipeline => pipeline[kind] ?? []);
        const spare = kind === 'exporters' ? ['otlphttp/prometheus'] : [];

        expect([kind, ...defined.filter(one => !spare.includes(one)).toSorted()]).toEqual(
          [kind, ...new Set(used)].toSorted((a, b) =>
            a === kind ? -1 : b === kind ? 1 : a.localeCompare(b),
          ),
        );
      }
    },
  );

  it('limits memory first and batches last, in each pipeline', () => {
    const { service } = parse(read('collector/collector.yaml')) as Pipelines;
    for (const { processors = [] } of Object.values(service.pipelines)) {
      expect([processors[0], processors.at(-1)]).toEqual(['memory_limiter', 'batch']);
    }
  });
});

describe('Grafana', () => {
  it('links points to traces, traces to lines, and lines to traces', () => {
    const { datasources } = parse(read('grafana/provisioning/datasources/datasources.yaml')) as {
      datasources: { uid: string; jsonData: Record<string, never> }[];
    };
    const uids = datasources.map(({ uid }) => uid);
    const json = Object.fromEntries(datasources.map(({ uid, jsonData }) => [uid, jsonData]));

    expect(uids).toEqual(['prometheus', 'tempo', 'loki']);
    expect(json['prometheus']).toMatchObject({
      exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }],
    });
    expect(json['tempo']).toMatchObject({ tracesToLogsV2: { datasourceUid: 'loki' } });
    expect(json['loki']).toMatchObject({ derivedFields: [{ name: 'trace_id', datasourceUid: 'tempo' }] });
  });
});

describeUnless(promtoolMissing())('The configuration of Prometheus', () => {
  it('is one that Prometheus takes, but for what came after version 2.42', () => {
    const { otlp, ...config } = parse(read('prometheus/prometheus.yaml')) as Record<string, unknown>;
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const file = join(folder, 'prometheus.yaml');
    writeFileSync(file, JSON.stringify(config));
    const checked = spawnSync('promtool', ['check', 'config', '--syntax-only', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });

    expect([checked.status, checked.stdout + checked.stderr]).toEqual([
      0,
      expect.stringContaining('SUCCESS'),
    ]);
    expect(otlp).toBeDefined();
  });
});

const amtool = spawnSync('amtool', ['--version'], { stdio: 'ignore' });
describeUnless(amtool.error && 'amtool is not installed (Debian package "prometheus-alertmanager")')(
  'Alertmanager',
  () => {
    const file = join(docker, 'alertmanager/alertmanager.yaml');
    const ask = (...args: string[]) => spawnSync('amtool', args, { encoding: 'utf8' });

    it('takes its configuration', () => expect(ask('check-config', file).status).toBe(0));

    it.each([
      ['alertname=ServiceDown severity=page job=orders', 'pager'],
      ['alertname=HttpHighErrorRate severity=page job=orders', 'pager'],
      ['alertname=SloErrorBudgetBurnsFast severity=page slo=availability', 'pager'],
      ['alertname=SloErrorBudgetBurnsSlowly severity=ticket slo=availability', 'tickets'],
      ['alertname=EventLoopLag severity=ticket', 'tickets'],
      ['alertname=AuditTrailTampered severity=page', 'security,pager'],
      ['alertname=AuditDenialsSurge severity=ticket', 'security,tickets'],
      ['alertname=Unknown', 'tickets'],
    ])('sends %s to %s', (labels, receivers) =>
      expect(
        ask('config', 'routes', 'test', `--config.file=${file}`, ...labels.split(' ')).stdout.trim(),
      ).toBe(receivers),
    );
  },
);
