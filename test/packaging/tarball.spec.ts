import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InstalledTarball } from '../support/packaging/installed-tarball.js';

const ROOT = join(__dirname, '../..');

/** What a user of the root entry may not have. */
const OPTIONAL = [
  'typeorm',
  '@nestjs/typeorm',
  '@nestjs/platform-express',
  '@nestjs/platform-fastify',
  '@nestjs/microservices',
  '@nestjs/websockets',
  'better-sqlite3',
  'mysql2',
  'pg',
  'jest',
];

describe('The packed library', () => {
  let tarball: InstalledTarball;

  beforeAll(async () => {
    tarball = await InstalledTarball.install(OPTIONAL);
  }, 60_000);
  afterAll(() => tarball.remove());

  it('holds what it runs, its guides and its licence, and no sources or specs', () => {
    expect(tarball.files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'package.json',
        'dist/index.js',
        'dist/index.d.ts',
        'docs/configuration.md',
      ]),
    );
    expect(
      tarball.files.filter(path => /(^|\/)(src|test|bench|scripts)\/|\.spec\.|tsbuildinfo/.test(path)),
    ).toEqual([]);
  });

  it('is installed where the optional packages cannot be found', async () => {
    const script = `console.log(await import('typeorm').then(() => 'found', error => error.code))`;

    expect((await tarball.run(script)).stdout.trim()).toBe('ERR_MODULE_NOT_FOUND');
  });

  it('is imported without any optional package', async () => {
    const { stdout } = await tarball.run(`
      const { ObservabilityModule, Traced } = await import('nestjs-observability');
      const { AuditTrail, lockedLoader } = await import('nestjs-observability/audit');
      console.log(typeof ObservabilityModule.forRoot, typeof Traced, typeof AuditTrail, typeof lockedLoader);
    `);

    expect(stdout.trim()).toBe('function function function function');
  });

  it('starts and closes an application without any optional package', async () => {
    const { stdout } = await tarball.run(`
      import 'reflect-metadata';
      import { Module } from '@nestjs/common';
      import { NestFactory } from '@nestjs/core';
      import { ObservabilityModule } from 'nestjs-observability';
      class App {}
      Module({ imports: [ObservabilityModule.forRoot({ logging: { level: 'silent' } })] })(App);
      const app = await NestFactory.createApplicationContext(App, { abortOnError: false });
      await app.close();
      console.log('closed');
    `);

    expect(stdout.trim().split('\n').at(-1)).toBe('closed');
  });

  it('has a command line that needs an optional package only for a database, and says which', async () => {
    const { stdout } = await tarball.run(`
      import { spawnSync } from 'node:child_process';
      import { createRequire } from 'node:module';
      const require = createRequire(process.cwd() + '/x.js');
      const { bin } = require('nestjs-observability/package.json');
      const file = process.cwd() + '/node_modules/nestjs-observability/' + bin['nestjs-observability'];
      const run = (...args) =>
        spawnSync(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', file, ...args], { encoding: 'utf8' });
      const [help, keys, verify] = [run('--help'), run('audit', 'keys'), run('audit', 'verify', '--database-url', 'postgres://h/d')];
      console.log(JSON.stringify([help.status, keys.status, verify.status, verify.stderr]));
    `);

    expect(JSON.parse(stdout)).toEqual([0, 0, 69, expect.stringContaining('npm install typeorm')]);
  });

  it('has an entry map that publint finds no fault with', async () => {
    const cli = join(ROOT, 'node_modules/publint/src/cli.js');

    await expect(
      promisify(execFile)(process.execPath, [cli, 'run', join(ROOT, 'libs/observability'), '--strict']),
    ).resolves.toMatchObject({ stderr: '' });
  });
});
