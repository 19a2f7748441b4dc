import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, newBookKeys } from './support/audit-book.js';
import { runCli, type CliResult } from './support/run-cli.js';

jest.setTimeout(60_000);

describe.each(databaseKinds)('Upkeep from the command line on %s', kind => {
  const keys = newBookKeys();
  let database: FreshDatabase;
  let book: AuditBook;
  let folder: string;

  const run = (args: string[], env: Record<string, string> = {}): Promise<CliResult> =>
    runCli(['audit', ...args], {
      DATABASE_URL: database.url,
      OBSERVABILITY_AUDIT_MAC_KEY: keys.mac,
      OBSERVABILITY_AUDIT_SIGNING_KEY: keys.signing,
      ...env,
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-upkeep-'));
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource, keys);
    for (let batch = 0; batch < 3; batch += 1) {
      await book.write([{ tenant: 'acme' }, { tenant: batch === 1 ? 'held' : 'acme' }]);
      await book.seal();
    }
  });

  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

  it('prunes what is old, and what is left verifies, exports and proves as before', async () => {
    const pruned = await run([
      'prune',
      '--before',
      tomorrow,
      '--reason',
      'ten years are over',
      '--actor',
      'ann',
    ]);
    expect(pruned).toMatchObject({ code: 0, stdout: 'Dropped 4 events; the log now begins at position 4.' });

    const verified = await run(['verify']);
    expect(verified.stdout).toContain('Checked from position 4 on.');
    expect(verified.code).toBe(0);
    const exported = await run(['export', '--all-tenants']);
    const lines = exported.stdout
      .split('\n')
      .map(
        line =>
          JSON.parse(line) as { position: number; event: { id: string; action: string; reason?: string } },
      );
    expect(lines.map(({ position }) => position)).toEqual([4, 5, 6, 7]);
    expect(lines[2]?.event).toMatchObject({
      action: 'audit.prune',
      reason: 'ten years are over',
      actor: { id: 'ann' },
    });
    expect(await run(['prove', lines[1]!.event.id])).toMatchObject({ code: 0 });
  });

  it('prunes nothing from the first entry on that is held', async () => {
    const pruned = await run(['prune', '--before', tomorrow, '--reason', 'r', '--hold-tenant', 'held']);

    expect(pruned.stdout).toMatch(/^Dropped 2 events; .* position 2\.\nPosition 3 is held/);
    expect(await run(['verify'])).toMatchObject({ code: 0 });
  });

  it('prunes no evidence of a change: 1', async () => {
    await book.withoutGuards(() => book.tamper(`UPDATE audit_event SET body = REPLACE(body, 'u-1', 'u-9')`));
    const { code, stderr } = await run(['prune', '--before', tomorrow, '--reason', 'hide it']);

    expect(stderr).toContain('prune refused');
    expect(code).toBe(1);
  });

  it('declares a restored backup, and what is lost is told instead of being a truncation', async () => {
    const log = join(folder, 'app.log');
    const notes: { note: string }[] = await database.dataSource.query('SELECT note FROM audit_checkpoint');
    await writeFile(
      log,
      notes
        .map(({ note }) => `${JSON.stringify({ msg: 'audit.checkpoint', 'audit.note': note })}\n`)
        .join(''),
    );
    await book.withoutGuards(async () => {
      await book.tamper(
        'DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE pos >= 4)',
      );
      await book.tamper('DELETE FROM audit_leaf WHERE pos >= 4');
      await book.tamper('DELETE FROM audit_checkpoint WHERE size > 4');
    });
    expect(await run(['verify', '--witness', log])).toMatchObject({ code: 1 });

    const declared = await run(['rebase', '--witness', log, '--reason', 'restored the backup of Monday']);
    expect(declared).toMatchObject({
      code: 0,
      stdout: 'Declared: the log goes on from 4 events; 2 later ones are lost.',
    });
    const verified = await run(['verify', '--witness', log]);
    expect(verified.stdout).toMatch(
      /restored backup was declared: events 4 to 5 are lost\. restored the backup of Monday/,
    );
    expect(verified.code).toBe(0);
    expect(await run(['rebase', '--witness', log, '--reason', 'again'])).toMatchObject({ code: 1 });
  });

  if (kind === 'sqlite') {
    // No matter of the database.
    it('wants a reason, both secrets and a moment', async () => {
      expect(await run(['prune', '--before', tomorrow])).toMatchObject({ code: 64 });
      expect(await run(['prune', '--before', 'yesterday', '--reason', 'r'])).toMatchObject({ code: 64 });
      expect(await run(['rebase', '--reason', 'r'])).toMatchObject({ code: 64 });
      const env = { OBSERVABILITY_AUDIT_SIGNING_KEY: '' };
      expect(await run(['prune', '--before', tomorrow, '--reason', 'r'], env)).toMatchObject({ code: 78 });
    });
    return;
  }

  it('lets an auditor’s role verify, prove and export, and nothing else', async () => {
    const { dataSource } = database;
    const name = `auditor_${randomBytes(4).toString('hex')}`;
    const [role, dialect, login] =
      kind === 'postgres'
        ? [name, 'postgres', `CREATE ROLE ${name} LOGIN PASSWORD 'pass'`]
        : [`'${name}'@'%'`, 'mysql', `CREATE USER '${name}'@'%' IDENTIFIED BY 'pass'`];
    const printed = await runCli([
      'audit',
      'roles',
      '--dialect',
      dialect,
      '--application',
      'shop',
      '--auditor',
      role,
    ]);
    const grantee = kind === 'postgres' ? `"${role}"` : role;
    const rights = printed.stdout
      .replace(/;$/, '')
      .split(';\n')
      .filter(statement => /^GRANT SELECT ON \w+ TO /.test(statement) && statement.endsWith(` ${grantee}`));
    expect(rights).toHaveLength(6);
    await dataSource.query(login);
    try {
      for (const statement of rights) await dataSource.query(statement);
      const url = new URL(database.url);
      url.username = name;
      url.password = 'pass';
      const env = { DATABASE_URL: url.href };
      const verified = await run(['verify'], env);
      expect(verified).toMatchObject({ code: 0, stderr: '' });
      expect(verified.stdout).not.toContain('Note');
      expect(await run(['export', '--all-tenants'], env)).toMatchObject({ code: 0 });
      const pruned = await run(['prune', '--before', tomorrow, '--reason', 'r'], env);
      expect(pruned.stderr).toMatch(/denied/);
      expect(pruned.code).toBe(70);
    } finally {
      if (kind === 'postgres') await dataSource.query(`DROP OWNED BY ${name}`);
      await dataSource.query(kind === 'postgres' ? `DROP ROLE ${name}` : `DROP USER ${role}`);
    }
  });
});
