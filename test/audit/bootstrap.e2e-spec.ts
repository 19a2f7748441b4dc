import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Audited, ObservabilityModule, type ObservabilityOptions } from 'nestjs-observability';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { setEnvironment } from '../support/environment.js';
import { dropGuards } from './support/drop-guards.js';

type AuditOptions = Exclude<NonNullable<ObservabilityOptions['audit']>, boolean>;

const pem = (kind: 'ed25519' | 'ed448' = 'ed25519') =>
  generateKeyPairSync(kind as 'ed25519')
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
const mac = (id = 'k1') => ({ id, secret: randomBytes(32).toString('base64') });
const keys = { mac: mac(), signing: pem() };

class Orders {
  @Audited('order.place')
  async place(): Promise<void> {}
}

/** Starts an application and stops it again; gives what it was refused with, else nothing. */
async function refusalOf(
  audit: AuditOptions | true,
  { databases = [], providers = [], work }: Surroundings = {},
): Promise<string | undefined> {
  @Module({
    imports: [
      ...databases.map(options => TypeOrmModule.forRoot({ ...(options as object), retryAttempts: 0 })),
      ObservabilityModule.forRoot({ audit, logging: { destination: { write: () => true } } }),
    ],
    providers: [...providers],
  })
  class RootModule {}
  const app = await NestFactory.create(RootModule, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  }).catch((thrown: unknown) => thrown);
  if (app instanceof Error) return textOf(app);
  const running = app as Awaited<ReturnType<typeof NestFactory.create>>;
  try {
    await running.init();
    await work?.();
    return undefined;
  } catch (thrown) {
    return textOf(thrown);
  } finally {
    await running.close();
  }
}

interface Surroundings {
  readonly databases?: readonly DataSourceOptions[];
  readonly providers?: readonly Provider[];
  readonly work?: () => Promise<void>;
}

function textOf(thrown: unknown): string {
  expect(thrown).toMatchObject({ code: 'OBSERVABILITY_CONFIGURATION' });
  return (thrown as Error).message;
}

describe('An application does not start', () => {
  let restore: () => void;
  let folder: string;

  beforeEach(async () => {
    restore = setEnvironment({});
    folder = await mkdtemp(join(tmpdir(), 'audit-boot-'));
  });
  afterEach(async () => {
    restore();
    await rm(folder, { recursive: true, force: true });
  });

  const spillPath = () => join(folder, 'spill.ndjson');
  const memory: DataSourceOptions = { type: 'better-sqlite3', database: ':memory:' };

  it('without any key, and says how to make both', async () => {
    const refusal = await refusalOf(true, { databases: [memory] });
    expect(refusal).toMatch(/audit\.keys\.mac .*[^]*Fix: .*OBSERVABILITY_AUDIT_MAC_KEY[^]*audit keys/);
    expect(refusal).toMatch(
      /audit\.keys\.signing .*[^]*Fix: .*OBSERVABILITY_AUDIT_SIGNING_KEY[^]*audit keys/,
    );
  });

  it.each([
    [
      'a MAC key that is too short',
      { mac: { id: 'k1', secret: 'c2hvcnQ=' } },
      /audit\.keys\.mac cannot be used: .*\n.*32 random bytes/,
    ],
    ['a MAC key without an id', { mac: { id: '', secret: mac().secret } }, /audit\.keys\.mac .*/],
    [
      'a signing key that is no key',
      { signing: 'not a key' },
      /audit\.keys\.signing cannot be used: .*\n.*Ed25519/,
    ],
    [
      'a signing key of another kind',
      { signing: pem('ed448') },
      /audit\.keys\.signing cannot be used: .*\n.*Ed25519/,
    ],
    ['a key file that is not there', { signing: 'file:/nowhere/audit.pem' }, /audit\.keys\.signing .*\n.*/],
    [
      'a public key that is none',
      { verifiers: ['abc'] },
      /audit\.keys\.verifiers cannot be used: .*\n.*--show/,
    ],
  ])('with %s, and never shows it', async (_name, wrong, says) => {
    const refusal = await refusalOf(
      { keys: { ...keys, ...wrong } as typeof keys, spillPath: spillPath() },
      { databases: [memory] },
    );
    expect(refusal).toMatch(says);
    expect(refusal).toMatch(/Fix: /);
    expect(refusal).not.toContain(keys.mac.secret);
    expect(refusal).not.toContain('c2hvcnQ=');
  });

  it('without a data source, or with a name that none has', async () => {
    const audit = { keys, spillPath: spillPath() };
    await expect(refusalOf(audit)).resolves.toMatch(
      /audit\.dataSource is not there.*\n.*TypeOrmModule\.forRoot/,
    );
    await expect(refusalOf({ ...audit, dataSource: 'archive' }, { databases: [memory] })).resolves.toMatch(
      /audit\.dataSource names no data source.*'archive'.*\n.*'default'/,
    );
  });

  it('on a database of a kind that holds no audit trail, and names those that do', async () => {
    const dataSource = new DataSource({ type: 'cockroachdb', timeTravelQueries: false });
    const refusal = await refusalOf(
      { keys, spillPath: spillPath() },
      { providers: [{ provide: DataSource, useFactory: () => dataSource }] },
    );
    expect(refusal).toMatch(
      /audit\.dataSource is of a kind that holds no audit trail.*'cockroachdb'.*\n.*'postgres'.*'better-sqlite3'/,
    );
  });

  it('with everything wrong at once, and says all of it', async () => {
    const refusal = await refusalOf({ keys: { mac: { id: 'k1', secret: 'short' }, signing: 'no key' } });
    for (const path of ['audit.keys.mac', 'audit.keys.signing', 'audit.dataSource'])
      expect(refusal).toContain(path);
  });

  describe.each(databaseKinds)('on %s', kind => {
    let database: FreshDatabase;

    beforeEach(async () => {
      database = await freshDatabase(kind);
    });
    afterEach(() => database.drop());

    const start = (audit: AuditOptions = {}, work?: () => Promise<void>) =>
      refusalOf(
        { keys, migrate: true, spillPath: spillPath(), ...audit },
        { databases: [database.dataSource.options], ...(work && { work }) },
      );
    /** An audit trail of one event under one checkpoint. */
    const begin = () => start({}, () => new Orders().place());

    it('without the tables, and says how to get them', async () => {
      const refusal = await start({ migrate: false });
      expect(refusal).toMatch(
        /audit\.dataSource lacks tables .*audit_\w+.*\n.*Fix: run npx nestjs-observability audit migrate.*audit\.migrate/,
      );
      await expect(start()).resolves.toBeUndefined();
      await expect(start({ migrate: false })).resolves.toBeUndefined();
    });

    it('when somebody took the triggers away that make rows final', async () => {
      await expect(begin()).resolves.toBeUndefined();
      await dropGuards(database.dataSource);
      await expect(start({ migrate: false })).resolves.toMatch(
        /audit\.dataSource lacks .*audit_\w+[^]*find out who removed them/,
      );
    });

    it('with another secret under the name of a key, and takes a new name', async () => {
      await expect(begin()).resolves.toBeUndefined();
      await expect(start({ keys: { ...keys, mac: mac() } })).resolves.toMatch(
        /audit\.keys\.mac has another secret for the key 'k1'.*\n.*Fix: .*a new key an id of its own/,
      );
      await expect(start({ keys: { ...keys, mac: [mac('k2'), keys.mac] } })).resolves.toBeUndefined();
    });

    it('with a signing key that did not sign the log, and takes it beside the old one', async () => {
      await expect(begin()).resolves.toBeUndefined();
      const next = pem();
      await expect(start({ keys: { ...keys, signing: next } })).resolves.toMatch(
        /audit\.keys\.signing is another key than the one that signed .*'main'.*\n.*Fix: .*audit\.keys\.verifiers/,
      );
      await expect(start({ keys: { ...keys, signing: [next, keys.signing] } })).resolves.toBeUndefined();
    });

    it('under another origin', async () => {
      await expect(begin()).resolves.toBeUndefined();
      await expect(start({ origin: 'another/log' })).resolves.toMatch(
        /audit\.origin is not that of the log 'main'.*got 'another\/log'.*\n.*Fix: set audit\.origin to/,
      );
    });
  });
});
