import { createHash } from 'node:crypto';
import type { AuditEntry, AuditRecord } from 'nestjs-observability/audit';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook, newBookKeys } from './support/audit-book.js';
import { runCli, type CliResult } from './support/run-cli.js';

jest.setTimeout(60_000);

describe.each(databaseKinds)('audit history on %s', kind => {
  const keys = newBookKeys();
  let database: FreshDatabase;
  let book: AuditBook;
  let entries: AuditEntry[];

  const run = (args: string[], env: Record<string, string> = {}): Promise<CliResult> =>
    runCli(['audit', 'history', ...args], {
      DATABASE_URL: database.url,
      OBSERVABILITY_AUDIT_MAC_KEY: keys.mac,
      ...env,
    });

  beforeAll(async () => {
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource, keys);
    entries = await book.write([
      { tenant: 'acme', action: 'order.place', changes: [{ path: '/status', after: 'placed' }] },
      {
        tenant: 'acme',
        action: 'order.cancel',
        actor: { type: 'user', id: 'ada', actingFor: 'bob' },
        changes: [{ path: '/status', before: 'placed', after: 'cancelled' }],
        reason: 'asked \u001b[31mby phone',
      },
      { tenant: 'other', action: 'order.cancel', outcome: 'denied', reasonCode: 'ForbiddenException' },
      { tenant: 'acme', action: 'order.place', targets: [{ type: 'Order', id: '2' }] },
    ]);
    await book.seal();
    entries.push(...(await book.write([{ tenant: 'acme', action: 'order.note' }])));
  });
  afterAll(() => database.drop());

  it('shows who did what, from what to what, in the order of the commits', async () => {
    const { code, stdout, stderr } = await run(['Order', '1', '--all-tenants']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^leaf +time +actor +action +outcome +changes +reason +guarantee$/);
    expect(lines.slice(2).map(line => line.split(/ {2,}/).slice(2))).toEqual([
      ['user u-1', 'order.place', 'success', '/status (none) -> placed', 'tx, locked'],
      [
        'user ada for bob',
        'order.cancel',
        'success',
        '/status placed -> cancelled',
        'asked ?[31mby phone',
        'tx, locked',
      ],
      ['user u-1', 'order.cancel', 'denied', 'ForbiddenException', 'tx, locked'],
      ['user u-1', 'order.note', 'success', 'tx, locked'],
    ]);
    expect(lines.at(-1)).toMatch(/^not sealed {2}\d{4}-/);
    expect(stderr).toContain('4 entries');
    expect(code).toBe(0);
  });

  it('shows one tenant nothing of another', async () => {
    const { stdout } = await run(['Order', '1', '--tenant', 'other', '--json']);
    const records = stdout.split('\n').map(line => JSON.parse(line) as AuditRecord);
    expect(records.map(({ id }) => id)).toEqual([entries[2]!.id]);
  });

  it('writes whole entries as JSON, a page at a time', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await run([
        'Order',
        '1',
        '--tenant=acme',
        '--json',
        '--limit',
        '1',
        ...(after === undefined ? [] : ['--after', after]),
      ]);
      expect(page.code).toBe(0);
      seen.push(...page.stdout.split('\n').filter(Boolean));
      after = /--after (\d+)/.exec(page.stderr)?.[1];
    } while (after !== undefined);
    const records = seen.map(line => JSON.parse(line) as AuditRecord);
    expect(records.map(({ id }) => id)).toEqual([0, 1, 4].map(at => entries[at]!.id));
    expect(records[1]).toMatchObject({ reason: 'asked \u001b[31mby phone', position: 1, stream: 'main' });
  });

  it('of something that nobody touched is empty: 0', async () => {
    expect(await run(['Order', '99', '--all-tenants'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '0 entries',
    });
  });

  it.each([
    [['Order', '1'], /say whose entries, either --tenant <id> or --all-tenants/],
    [['Order', '1', '--tenant', 'a', '--all-tenants'], /say whose entries/],
    [['Order', '--all-tenants'], /<id> is missing/],
    [['Order', '1', '--all-tenants', '--limit', '0'], /--limit is a number from 1 to 1000, and '0' is none/],
    [['Order', '1', '--all-tenants', '--after', 'x'], /--after is the position of a leaf, and 'x' is none/],
  ])('with %j says what is wrong: 64', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(64);
  });

  it('names an entry that is not what the application wrote, and does not show it: 1', async () => {
    const { id } = entries[3]!;
    const body = `'{"forged":"${createHash('sha256').update('x').digest('hex')}"}'`;
    await book.withoutGuards(() => book.tamper(`UPDATE audit_event SET body = ${body} WHERE id = '${id}'`));
    const { code, stdout, stderr } = await run(['Order', '2', '--all-tenants']);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Not what the application wrote: ${id}. Run audit verify`);
    expect(code).toBe(1);
  });
});
