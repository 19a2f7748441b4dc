import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliFile, runCli } from './support/run-cli.js';

jest.setTimeout(60_000);

describe('The command line', () => {
  it.each<[string, string[], number, RegExp]>([
    ['asked for help', ['--help'], 0, /audit verify/],
    ['asked for help about a command', ['audit', 'prove', '--help'], 0, /prove <event-id> \[options\]/],
    ['asked for help about a group', ['help', 'audit'], 0, /audit migrate/],
    ['asked nothing', [], 64, /audit verify/],
    ['asked something else', ['audit', 'vrify'], 64, /'audit vrify' is not a command/],
    ['given an option that does not exist', ['audit', 'verify', '--jsom'], 64, /Unknown option '--jsom'/],
    ['given an option without its value', ['audit', 'verify', '--stream'], 64, /--stream/],
    ['given too much', ['audit', 'verify', 'now'], 64, /'now' is one argument too many/],
    ['given no database', ['audit', 'verify'], 64, /--database-url/],
    ['given no tenant', ['audit', 'export'], 64, /--tenant <id> or --all-tenants/],
    [
      'given two answers to one question',
      ['audit', 'export', '--tenant', 'a', '--all-tenants'],
      64,
      /either/,
    ],
    [
      'given a database of another kind',
      ['audit', 'verify', '--database-url', 'redis://x'],
      69,
      /'redis' is not a kind/,
    ],
    [
      'given a file that is not there',
      ['audit', 'verify', '--database-url', '/nowhere/a.db'],
      69,
      /no such file/,
    ],
    [
      'given a server that is not there',
      ['audit', 'verify', '--database-url', 'postgres://u:s3cret@127.0.0.1:9/d'],
      69,
      /u:\*\*\*@.*ECONNREFUSED/,
    ],
    [
      'given a proof that is not there',
      ['audit', 'check-proof', '/nowhere', '--verifier-key', 'x'],
      78,
      /name\+id\+key/,
    ],
  ])('%s', async (_how, args, code, said) => {
    const result = await runCli(args);

    expect(`${result.stdout}\n${result.stderr}`).toMatch(said);
    expect(`${result.stdout}\n${result.stderr}`).not.toMatch(/s3cret|\n {4}at /);
    expect(result.code).toBe(code);
    expect(code === 0 ? result.stderr : '').toBe('');
  });

  it('makes secrets that it can read, and shows their public half', async () => {
    const made = await runCli(['audit', 'keys', '--id', 'k7']);
    const env = Object.fromEntries(
      made.stdout
        .split('\n')
        .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const shown = await runCli(['audit', 'keys', '--show', '--origin', 'shop/audit/main'], env);

    expect(Object.keys(env)).toEqual(['OBSERVABILITY_AUDIT_MAC_KEY', 'OBSERVABILITY_AUDIT_SIGNING_KEY']);
    expect(shown.stdout).toMatch(/^MAC keys: k7 .*\nVerifier key: shop\/audit\/main\+[0-9a-f]{8}\+\S{44}$/);
    expect(
      await runCli(['audit', 'keys', '--show', '--origin', 'x'], { OBSERVABILITY_AUDIT_MAC_KEY: 'short' }),
    ).toMatchObject({ code: 78 });
    expect(await runCli(['audit', 'keys', '--id', 'a b'])).toMatchObject({ code: 64 });
  });

  it('ends with a code of its own when it is broken, never with a verdict', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'audit-cli-'));
    const broken = join(folder, 'main.mjs');
    await copyFile(cliFile, broken);
    const { code, stderr } = await runCli(['audit', 'verify'], {}, broken);
    await rm(folder, { recursive: true });

    expect(stderr).toContain('ERR_MODULE_NOT_FOUND');
    expect(code).toBe(70);
  });
});
