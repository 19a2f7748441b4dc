import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly overrides?: Record<string, string>;
}

const ROOT = join(__dirname, '../..');
const { packages } = read<{ packages: Record<string, LockedPackage> }>('package-lock.json');
const paths = Object.keys(packages);

/** Two copies of one of these do not see each other's spans, meters or context. */
const SINGLE = [
  'api',
  'api-logs',
  'context-async-hooks',
  'core',
  'instrumentation',
  'otlp-exporter-base',
  'otlp-transformer',
  'resources',
  'sdk-logs',
  'sdk-metrics',
  'sdk-node',
  'sdk-trace',
  'semantic-conventions',
].map(name => `@opentelemetry/${name}`);

describe('The lockfile', () => {
  it('holds one copy of each OpenTelemetry core package', () => {
    const copies = SINGLE.map(name => paths.filter(path => path.endsWith(`node_modules/${name}`)));

    expect(copies.filter(each => each.length > 1)).toEqual([]);
    expect(copies.flat()).toContain('node_modules/@opentelemetry/api');
    expect(copies.flat()).toContain('node_modules/@opentelemetry/sdk-trace');
  });

  it('holds one copy of Nest, RxJS and the metadata registry', () => {
    const single = [
      '@nestjs/common',
      '@nestjs/core',
      'rxjs',
      'reflect-metadata',
      'prom-client',
      'pino',
      'typeorm',
    ];
    const copies = single.map(name => paths.filter(path => path.endsWith(`node_modules/${name}`)));

    expect(copies).toEqual(single.map(name => [`node_modules/${name}`]));
  });

  it('names no registry, so that any mirror serves', () => {
    const resolved = Object.values(packages).filter(
      ({ link, resolved: from }) => link !== true && from !== undefined,
    );

    expect(resolved).toEqual([]);
  });

  it('holds the binaries of every platform, without which npm ci refuses it', () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter(name => !paths.some(path => path.endsWith(`node_modules/${name}`)));

    expect(missing).toEqual([]);
  });
});

describe('Dependencies', () => {
  const root = read<Manifest>('package.json');
  const manifests = ['', ...paths.filter(path => path !== '' && !path.includes('node_modules/'))];

  it('are found in every workspace', () => {
    expect(manifests).toEqual(
      expect.arrayContaining(['', 'apps/orders', 'apps/payments', 'libs/observability']),
    );
  });

  it.each(manifests)('of "%s" are pinned exactly', folder => {
    const { dependencies, devDependencies } = read<Manifest>(join(folder, 'package.json'));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !isExact(version),
    );

    expect(loose).toEqual([]);
  });

  it('are overridden only by exact versions', () => {
    const versions = Object.values(root.overrides ?? {});

    expect(versions.filter(version => !isExact(version) && !version.startsWith('$'))).toEqual([]);
  });
});

function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
}
