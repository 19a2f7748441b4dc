import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeJwt } from 'jose';

const SCRIPT = resolve(__dirname, '../../apps/demo/src/token.ts');

describe('npm run demo:token', () => {
  let directory: string;
  beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'token-'))));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [SCRIPT, ...args], {
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: directory },
    });

  it('prints a token of the user, role and tenant that are asked for, and nothing else', () => {
    const { stdout, status } = run('--user', 'carol', '--role', 'customer', '--tenant', 'globex');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout.trim())).toMatchObject({ sub: 'carol', roles: ['customer'], tenant: 'globex' });
  });

  it('prints one of a clerk when nothing is said', () => {
    expect(decodeJwt(run().stdout.trim())).toMatchObject({ sub: 'alice', roles: ['clerk'], tenant: 'acme' });
  });

  it.each([
    [['--role', 'boss'], "There is no role 'boss'; use customer, clerk, auditor"],
    [['--usr', 'x'], "Unknown option '--usr'"],
    [['--tenant', ''], 'A token needs a user and a tenant'],
  ])('refuses %j in a sentence', (args, sentence) => {
    const { stdout, stderr, status } = run(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
