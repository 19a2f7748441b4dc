import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from 'nestjs-observability/audit';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, newBookKeys } from './support/audit-book.js';
import { cliFile, runCli, type CliResult } from './support/run-cli.js';

jest.setTimeout(60_000);

describe.each(databaseKinds)('The command line on %s', kind => {
  const keys = newBookKeys();
  let database: FreshDatabase;
  let book: AuditBook;
  let entries: AuditEntry[];
  let verifier: string;
  let folder: string;

  const run = (args: string[], env: Record<string, string> = {}): Promise<CliResult> =>
    runCli(['audit', ...args], {
      DATABASE_URL: database.url,
      OBSERVABILITY_AUDIT_MAC_KEY: keys.mac,
      OBSERVABILITY_AUDIT_VERIFIER_KEY: verifier,
      ...env,
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-cli-'));
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource, keys);
    verifier = book.signer.verifier.toString();
    entries = await book.write([
      { tenant: 'acme', action: 'order.place' },
      {
        tenant: 'acme',
        action: 'order.cancel',
        reason: '=cmd|calc',
        actor: { type: 'user', id: '@SUM(A1)' },
      },
      { tenant: 'other', outcome: 'denied' },
    ]);
    await book.seal();
    await book.write([{ tenant: 'acme' }]);
  });

  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  describe('verifies', () => {
    it('an untouched trail: 0', async () => {
      const { code, stdout, stderr } = await run(['verify']);

      expect(stdout).toMatch(/^Audit log orders\/audit\/main \(stream main\): 3 leaves, root \S{44}$/m);
      expect(stdout).toMatch(/^sealed events +3$/m);
      expect(stdout).toMatch(/^events that wait to be sealed +1$/m);
      expect(stdout).toMatch(/^OK\. /m);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });

    it('with the signing key of the application as well: 0', async () => {
      const env = { OBSERVABILITY_AUDIT_VERIFIER_KEY: '', OBSERVABILITY_AUDIT_SIGNING_KEY: keys.signing };

      expect(await run(['verify'], env)).toMatchObject({ code: 0 });
    });

    it('a trail with an edited entry: 1, and names it', async () => {
      await book.withoutGuards(() =>
        book.tamper(
          `UPDATE audit_event SET body = REPLACE(body, 'order.cancel', 'order.accept') WHERE id = ?`,
          [entries[1]?.id],
        ),
      );
      const { code, stdout } = await run(['verify']);

      expect(stdout).toMatch(/^TAMPERED\. /m);
      expect(stdout).toContain(`First bad record (edited): position 1, event ${entries[1]?.id}.`);
      expect(code).toBe(1);
    });

    it('a trail with a deleted entry, as JSON: 1', async () => {
      await book.withoutGuards(() => book.tamper('DELETE FROM audit_event WHERE id = ?', [entries[0]?.id]));
      const { code, stdout } = await run(['verify', '--json']);

      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'tampered',
        first: { kind: 'deleted', position: 0, eventId: entries[0]?.id },
        exitCode: 1,
      });
      expect(code).toBe(1);
    });

    it('a trail whose tables are no longer guarded: 0, and says so', async () => {
      await book.withoutGuards(async () => {
        const { code, stdout } = await run(['verify']);

        expect(stdout).toMatch(/^Note: .*triggers are missing: .*audit_event/m);
        expect(code).toBe(0);
      });
      expect((await run(['verify'])).stdout).not.toContain('Note');
    });

    it('a trail that was cut, against what a log file witnessed: 1', async () => {
      const log = join(folder, 'app.log');
      const [{ note } = { note: '' }]: { note: string }[] = await database.dataSource.query(
        'SELECT note FROM audit_checkpoint',
      );
      await writeFile(
        log,
        `noise\n${JSON.stringify({ level: 30, msg: 'audit.checkpoint', 'audit.note': note })}\n`,
      );
      expect(await run(['verify', '--witness', log])).toMatchObject({ code: 0 });

      await book.withoutGuards(async () => {
        for (const table of ['audit_checkpoint', 'audit_leaf', 'audit_event', 'audit_pending'])
          await book.tamper(`DELETE FROM ${table}`);
      });
      const { code, stdout } = await run(['verify', '--witness', log]);

      expect(stdout).toMatch(/First bad record \((truncated|rewritten)\)/);
      expect(code).toBe(1);
    });

    // Keys are no matter of the database.
    if (kind !== 'sqlite') return;

    it.each<[string, Record<string, string>, RegExp]>([
      ['without the MAC key', { OBSERVABILITY_AUDIT_MAC_KEY: '' }, /Not every MAC could be checked/],
      [
        'with another MAC key',
        { OBSERVABILITY_AUDIT_MAC_KEY: newBookKeys().mac.replace('k1', 'k2') },
        /Not every MAC could be checked/,
      ],
      [
        'with no public key but that of the database',
        { OBSERVABILITY_AUDIT_VERIFIER_KEY: '' },
        /the database itself names/,
      ],
    ])('%s: 2', async (_with, env, said) => {
      const { code, stdout } = await run(['verify'], env);

      expect(stdout).toMatch(/^INCOMPLETE\. /m);
      expect(stdout).toMatch(said);
      expect(code).toBe(2);
    });

    it('with a wrong key under the right name: 1, and asks whether the key is right', async () => {
      const other = newBookKeys();
      const stranger = AuditBook.signerOf(other).verifier.toString();

      const mac = await run(['verify'], { OBSERVABILITY_AUDIT_MAC_KEY: other.mac });
      expect(mac.stdout).toMatch(/OBSERVABILITY_AUDIT_MAC_KEY of this application\?/);
      expect(mac.code).toBe(1);
      const signature = await run(['verify', '--verifier-key', stranger]);
      expect(signature.stdout).toMatch(/verifier key of this log\?/);
      expect(signature.code).toBe(1);
    });
  });

  it('exports what is sealed, goes on behind it, and guards the cells of a spreadsheet: 0', async () => {
    const first = await run(['export', '--tenant', 'acme', '--format', 'csv']);
    const lines = first.stdout.split('\n').filter(line => line !== '');

    expect(first.code).toBe(0);
    expect(lines[0]).toMatch(/^position,occurred_at,/);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain(`,'=cmd|calc,`);
    expect(lines[2]).toContain(`,'@SUM(A1),`);
    expect(first.stderr).toContain('2 entries; last position 2');

    await book.seal();
    const second = await run(['export', '--all-tenants', '--after', '2']);
    expect(second.stdout.split('\n').map(line => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ position: 3, event: expect.objectContaining({ tenant: 'acme' }) }),
    ]);
    const third = await run(['export', '--all-tenants', '--after', '3', '--format', 'csv']);
    expect(third).toMatchObject({ code: 0, stdout: '' });
  });

  it('exports nothing behind a changed entry: 1', async () => {
    await book.withoutGuards(() =>
      book.tamper(`UPDATE audit_event SET body = REPLACE(body, 'order.cancel', 'order.accept')`),
    );
    const { code, stdout, stderr } = await run(['export', '--all-tenants']);

    expect(stdout.split('\n')).toHaveLength(1);
    expect(stderr).toContain('position 1 of the stream');
    expect(code).toBe(1);
  });

  it('proves an entry, and checks the proof offline: 0, a changed one: 1', async () => {
    const file = join(folder, 'entry.tlog-proof');
    const offline = (...args: string[]): Promise<CliResult> =>
      runCli(['audit', 'check-proof', file, ...args], {});
    expect(await run(['prove', entries[1]!.id, '--out', file])).toMatchObject({ code: 0, stdout: '' });

    const good = await offline('--verifier-key', verifier);
    expect(good.stdout).toContain('order.cancel: success');
    expect(good.stdout).toContain('this is leaf 1 of the 3 that orders/audit/main signed for');
    expect(good.code).toBe(0);

    const proof = await readFile(file, 'utf8');
    await writeFile(file, proof.replace('index 1', 'index 0'));
    expect(await offline('--verifier-key', verifier)).toMatchObject({ code: 1, stdout: '' });
    await writeFile(file, 'a letter');
    expect(await offline('--verifier-key', verifier)).toMatchObject({ code: 1, stdout: '' });
    expect(await offline()).toMatchObject({ code: 64 });
  });

  it('proves nothing that is not there: 2', async () => {
    expect(await run(['prove', entries[1]!.id, '--tenant', 'other'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('creates the tables once: 0; without them there is nothing to verify: 69', async () => {
    const empty = await freshDatabase(kind);
    try {
      const env = { DATABASE_URL: empty.url };
      const before = await run(['verify'], env);
      expect(before.stderr).toMatch(/lacks .*audit_event.*audit migrate/);
      expect(before.code).toBe(69);

      expect(await run(['migrate'], env)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Created: .*audit_event/),
      });
      expect(await run(['migrate'], env)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Nothing to do/),
      });
      const { code, stderr } = await run(['export', '--all-tenants'], env);
      expect({ code, stderr }).toEqual({
        code: 69,
        stderr: expect.stringContaining('Nothing was ever sealed'),
      });
    } finally {
      await empty.drop();
    }
  });

  it('looks without writing', async () => {
    const before = await run(['export', '--all-tenants', '--format', 'csv']);
    await run(['verify']);
    await run(['prove', entries[0]!.id]);

    expect((await run(['export', '--all-tenants', '--format', 'csv'])).stdout).toBe(before.stdout);
  });

  it('ends with the code of a broken pipe when nobody reads on, and not with a verdict', async () => {
    await book.write(Array.from({ length: 400 }, () => ({ reason: 'long '.repeat(100) })));
    await book.seal();
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url };
    const cli = spawn(process.execPath, [cliFile, 'audit', 'export', '--all-tenants'], { env });
    let complaints = '';
    cli.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const ended = once(cli, 'close');
    cli.stdout.once('data', () => cli.stdout.destroy());

    expect(await ended).toEqual([141, null]);
    expect(complaints).toBe('');
  });
});
