import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  allTenants,
  AuditGapError,
  AuditTenantScopeError,
  AuditTrailBusyError,
  InvalidAuditQueryError,
  type AuditEntry,
  type AuditExport,
  type AuditExportOptions,
} from 'nestjs-observability/audit';
import { collected } from '../support/collected.js';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { AuditBook } from './support/audit-book.js';

describe.each(databaseKinds)('An export on %s', kind => {
  let database: FreshDatabase;
  let book: AuditBook;

  beforeEach(async () => {
    database = await freshDatabase(kind);
    book = await AuditBook.create(database.dataSource);
  });

  afterEach(() => database.drop());

  const ndjson = (options: Partial<AuditExportOptions> = {}): AuditExport =>
    book.trail.export({ tenant: allTenants, format: 'ndjson', ...options });
  const positionsOf = (lines: readonly string[]): unknown[] =>
    lines.map(line => (JSON.parse(line) as { position: unknown }).position);
  const idsOf = (lines: readonly string[]): unknown[] =>
    lines.map(line => (JSON.parse(line) as { event: AuditEntry }).event.id);
  const many = (count: number, entry: Partial<AuditEntry> = {}): Partial<AuditEntry>[] =>
    Array.from({ length: count }, () => entry);

  it('gives every sealed entry once, in the order of the leaves', async () => {
    const written = [...(await book.write(many(300))), ...(await book.write(many(300)))];
    await book.seal();
    await book.write([{}]);
    const run = ndjson();
    const lines = await collected(run);

    expect(idsOf(lines)).toEqual(written.map(({ id }) => id));
    expect(positionsOf(lines)).toEqual(lines.map((_line, at) => at));
    expect(run).toMatchObject({ position: 599, count: 600 });
  });

  it('goes on behind its position, and repeats no header', async () => {
    await book.write(many(3));
    await book.seal();
    const first = book.trail.export({ tenant: allTenants, format: 'csv' });
    expect(await collected(first)).toHaveLength(4);
    const nothing = book.trail.export({ tenant: allTenants, format: 'csv', after: first.position! });
    expect(await collected(nothing)).toEqual([]);
    expect(nothing.position).toBe(2);

    await book.write(many(2));
    await book.seal();
    const second = book.trail.export({ tenant: allTenants, format: 'csv', after: nothing.position! });

    expect((await collected(second)).map(line => line.split(',')[0])).toEqual(['3', '4']);
  });

  it('tells where it was left, so that the rest can follow', async () => {
    const written = await book.write(many(10));
    await book.seal();
    const first = ndjson();
    for await (const _line of first) if (first.count === 4) break;
    const rest = await collected(ndjson({ after: first.position! }));

    expect(idsOf(rest)).toEqual(written.slice(4).map(({ id }) => id));
  });

  it('gives the entries of one tenant only, and passes the others', async () => {
    const tenant = randomUUID();
    await book.write([
      { tenant },
      { tenant: tenant.toUpperCase() },
      {},
      { tenant },
      { tenant: `${tenant} ` },
    ]);
    await book.seal();
    const run = ndjson({ tenant });

    expect(positionsOf(await collected(run))).toEqual([0, 3]);
    expect(run).toMatchObject({ position: 4, count: 2 });
    expect(() => ndjson({ tenant: undefined as never })).toThrow(AuditTenantScopeError);
    expect(() => ndjson({ format: 'xml' as never })).toThrow(InvalidAuditQueryError);
    expect(() => ndjson({ after: -1 })).toThrow(InvalidAuditQueryError);
  });

  it('takes the conditions of a query', async () => {
    await book.write([
      { action: 'order.place' },
      { action: 'order.cancel', outcome: 'denied' },
      { action: 'stock.take' },
    ]);
    await book.seal();

    expect(positionsOf(await collected(ndjson({ action: 'order.*' })))).toEqual([0, 1]);
    expect(positionsOf(await collected(ndjson({ outcome: 'denied', actor: 'u-1' })))).toEqual([1]);
  });

  it.each(['ocsf', 'ecs', 'cloudevents'] as const)('writes %s, one JSON object a line', async format => {
    await book.write(many(2));
    await book.seal();
    const lines = (await text(Readable.from(book.trail.export({ tenant: allTenants, format }))))
      .trimEnd()
      .split('\n');

    expect(lines).toHaveLength(2);
    expect(lines.map(line => JSON.stringify(JSON.parse(line)))).toEqual(lines);
    expect(lines[1]).toContain('order.place');
  });

  it('is announced before the first entry leaves, and told when it ends', async () => {
    await book.write(many(3, { tenant: 'acme' }));
    await book.seal();
    const run = ndjson({ tenant: 'acme' });
    for await (const _line of run) {
      expect(book.reads).toHaveLength(1);
      break;
    }
    await collected(ndjson({ after: 2 }));
    await collected(ndjson({ audited: false }));
    const about = { action: 'audit.export', stream: 'main', filter: { tenant: 'acme' }, format: 'ndjson' };

    expect(book.reads).toEqual([
      { ...about, phase: 'attempt' },
      { ...about, phase: 'result', announcement: 'read 1', count: 1, position: 0 },
    ]);
  });

  it('stops at what is missing or was changed, and names its position', async () => {
    const written = await book.write(many(8));
    await book.seal();
    const stopsAt = async (position: number): Promise<void> => {
      const run = ndjson();
      await expect(collected(run)).rejects.toMatchObject({ code: 'AUDIT_GAP', position });
      expect(run.position).toBe(position - 1);
    };
    await book.withoutGuards(async () => {
      await book.tamper('DELETE FROM audit_leaf WHERE pos = 7');
      await stopsAt(7);
      await book.tamper(`UPDATE audit_event SET body = REPLACE(body, 'u-1', 'u-9') WHERE id = ?`, [
        written[5]?.id,
      ]);
      await stopsAt(5);
      await book.tamper('DELETE FROM audit_event WHERE id = ?', [written[3]?.id]);
      await stopsAt(3);
      await book.tamper('DELETE FROM audit_leaf WHERE pos = 1');
      await stopsAt(1);
    });
    await expect(collected(ndjson({ after: 1 }))).rejects.toBeInstanceOf(AuditGapError);
  });

  if (kind === 'sqlite') {
    it('waits for the end of a transaction, because what it wrote may never happen', async () => {
      const { dataSource } = database;
      await book.write([{}]);
      await book.seal();
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      await book.write([{ action: 'never.happened' }]);
      await book.seal();
      const waiting = collected(ndjson());
      setTimeout(() => void runner.rollbackTransaction(), 50);

      expect(positionsOf(await waiting)).toEqual([0]);
      await runner.startTransaction();
      await expect(collected(ndjson())).rejects.toBeInstanceOf(AuditTrailBusyError);
      await runner.rollbackTransaction();
    });
    return;
  }

  it('misses no entry whose transaction commits late, as whoever goes by id or time does', async () => {
    const { dataSource } = database;
    const late = dataSource.createQueryRunner();
    await late.startTransaction();
    const [slow] = await book.write([{ action: 'slow' }], late);
    const [quick] = await book.write([{ action: 'quick' }]);
    await book.seal();
    const first = ndjson();
    const gone = idsOf(await collected(first));
    await late.commitTransaction();
    await late.release();
    await book.seal();
    const rest = idsOf(await collected(ndjson({ after: first.position! })));
    // The control: a poller that asks for "newer than the last id I have".
    const byId = await dataSource.query(`SELECT id FROM audit_event WHERE id > '${String(gone.at(-1))}'`);

    expect(gone).toEqual([quick?.id]);
    expect(rest).toEqual([slow?.id]);
    expect(byId).toEqual([]);
  });

  it('misses and repeats nothing while sixteen writers write and a sealer seals', async () => {
    const { dataSource } = database;
    const written: string[] = [];
    const writer = async (): Promise<void> => {
      for (let turn = 0; turn < 6; turn += 1) {
        const runner = dataSource.createQueryRunner();
        await runner.startTransaction();
        const [entry] = await book.write([{}], runner);
        await new Promise(resolve => setTimeout(resolve, Math.random() * 20));
        await (turn % 3 === 2 ? runner.rollbackTransaction() : runner.commitTransaction());
        if (turn % 3 !== 2) written.push(entry!.id);
        await runner.release();
      }
    };
    let writing = true;
    const writers = Promise.all(Array.from({ length: 16 }, writer)).finally(() => (writing = false));
    const seen: unknown[] = [];
    let after: number | undefined;
    for (let isLast = false; !isLast;) {
      isLast = !writing;
      await book.seal();
      const run = ndjson(after === undefined ? {} : { after });
      seen.push(...idsOf(await collected(run)));
      after = run.position;
    }
    await writers;

    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort()).toEqual(written.sort());
  });
});
