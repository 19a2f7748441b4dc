import { createHash } from 'node:crypto';
import type { AuditEntry } from 'nestjs-observability/audit';
import { eventColumns } from '../../libs/observability/dist/audit/evidence/event-columns.js';
import { isEventMac } from '../../libs/observability/dist/audit/evidence/event-mac.js';
import { parseEventBody } from '../../libs/observability/dist/audit/evidence/parse-event-body.js';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';

const megabyte = '\u{1F600}ä\n'.repeat(150_000);
const cyclic: Record<string, unknown> = { name: 'cyclic' };
cyclic['self'] = [cyclic];
const boom = (): never => {
  throw new Error('this code must never run');
};
const hostile = Object.defineProperties(
  { toJSON: boom, toString: boom },
  // oxlint-disable-next-line unicorn/no-thenable -- nobody may call it
  { lazy: { get: boom, enumerable: true }, then: { value: boom, enumerable: true } },
);

/** What an application may put into an entry, all of it against the types. */
const entries: readonly (readonly [what: string, entry: Partial<Record<keyof AuditEntry, unknown>>])[] = [
  [
    'a NUL character everywhere',
    { action: 'a\0b', tenant: '\0', reason: '\0', actor: { type: 'user', id: '\0x' } },
  ],
  [
    'lone surrogates',
    { targets: [{ type: '\ud800', id: 'x\udfff' }], changes: [{ path: '/\ud800', after: '\udc00' }] },
  ],
  ['every kind of character', { reason: '\u{1F600}é\u2028\u202e"\\\u0001\u007f', tenant: 'Straße 日本 👍🏽' }],
  ['texts that look like SQL', { tenant: `'); DROP TABLE audit_event; --`, reason: `\\' OR 1=1 ? $1 :x` }],
  [
    'a megabyte',
    { reason: megabyte, changes: [{ path: '/note', before: megabyte, after: { deep: [megabyte] } }] },
  ],
  [
    'ten thousand changes',
    { changes: Array.from({ length: 10_000 }, (_, n) => ({ path: `/f${n}`, after: 'x'.repeat(200) })) },
  ],
  ['a cycle', { details: { cyclic }, changes: [{ path: '/x', before: cyclic, after: null }] }],
  [
    'objects whose code must not run',
    { details: { hostile, proxy: new Proxy({}, { get: boom, ownKeys: boom }) } },
  ],
  [
    'numbers that JSON does not have',
    { details: { nan: NaN, infinite: -Infinity, big: 2n ** 80n, minus: -0 } },
  ],
  [
    'ids that are no text',
    { targets: [{ type: 'Order', id: 4711 }, { id: null }], actor: { type: 'user', id: 7 } },
  ],
  [
    'names that are longer than their columns',
    { action: 'a'.repeat(5_000), tenant: '\u{1F600}'.repeat(300), requestId: 'r'.repeat(100) },
  ],
  ['trace ids that are none', { traceId: 'zz', spanId: '', requestId: '' }],
];

describe.each(databaseKinds)('On %s an entry with', kind => {
  let database: FreshDatabase;
  let test: SinkUnderTest;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    test = await SinkUnderTest.open(database.dataSource);
    await database.dataSource.query('CREATE TABLE business (name varchar(20))');
  });

  afterAll(async () => {
    await test.sink.close();
    await database.drop();
    await test.remove();
  });

  it.each(entries)('%s is stored with the business, whole or marked, and verifies', async (_what, change) => {
    const entry = someEntry(change as Partial<AuditEntry>);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`DELETE FROM business`);
    await runner.query(`INSERT INTO business (name) VALUES ('done')`);
    await test.sink.writeWithin(runner, [entry]);
    await runner.commitTransaction();
    test.sink.ended(runner, 'committed');
    await runner.release();
    expect(await test.count('business')).toBe(1);

    const [row]: [Record<string, unknown> & { body: string; mac: Uint8Array }] =
      await database.dataSource.query(`SELECT * FROM audit_event WHERE id = '${entry.id}'`);
    expect(isEventMac(row.body, row.mac, test.keys.current.key)).toBe(true);
    const content = parseEventBody(row.body);
    expect(Buffer.byteLength(row.body)).toBeLessThanOrEqual(262_144);
    for (const [name, value] of Object.entries(eventColumns(content))) {
      // PostgreSQL and MariaDB give 64-bit numbers as text.
      expect([name, row[name] === null ? null : String(row[name])]).toEqual([
        name,
        value === null ? null : String(value),
      ]);
    }
  });

  it('a text that was cut can be told from others by its digest', async () => {
    const entry = someEntry({ reason: megabyte });
    await test.sink.write([entry]);
    const [row]: [{ body: string }] = await database.dataSource.query(
      `SELECT body FROM audit_event WHERE id = '${entry.id}'`,
    );
    const digest = createHash('sha256').update(megabyte).digest('hex');
    expect(parseEventBody(row.body).entry.reason).toBe(
      `${megabyte.slice(0, 1_024)}... [truncated: ${Buffer.byteLength(megabyte)} bytes, sha256 ${digest}]`,
    );
  });
});
