import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { MacKeyRing } from 'nestjs-observability/audit';
import { openCheckpoint } from '../../libs/observability/dist/audit/evidence/checkpoint.js';
import { dialectOf } from '../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { PooledSql } from '../../libs/observability/dist/audit/typeorm/query/reading-sql.js';
import { verifyAudit } from '../../libs/observability/dist/audit/verify/verify-audit.js';
import { witnessLines } from '../../libs/observability/dist/audit/verify/witness-lines.js';
import {
  databaseKinds,
  freshDatabase,
  type DatabaseKind,
  type FreshDatabase,
} from '../support/audit/fresh-database.js';
import { naiveRoot } from '../support/audit/merkle-reference.js';
import { seededRandom } from '../support/seeded-random.js';
import { AuditBook, bookOrigin } from './support/audit-book.js';
import { concurrency, ShopUnderFire, type ShopRole } from './support/shop-under-fire.js';

/** Who works on which database. SQLite has one process, which seals what it writes in the same transaction. */
const crews: Readonly<Record<DatabaseKind, readonly ShopRole[]>> = {
  postgres: ['write', 'write', 'seal', 'seal'],
  mariadb: ['write', 'write', 'seal', 'seal'],
  sqlite: ['both'],
};

/** Processes killed in a usual run; `AUDIT_CHAOS_KILLS=100` makes it a long one. */
const usualKills: Readonly<Record<DatabaseKind, number>> = { postgres: 20, mariadb: 10, sqlite: 5 };
const kills = Number(process.env['AUDIT_CHAOS_KILLS'] ?? 0);

interface EventRow {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly atomicity: string;
  readonly target_id: string | null;
  readonly body: string;
  readonly mac: Buffer;
}

describe.each(databaseKinds)('When processes are killed at random moments, on %s', kind => {
  const count = kills || usualKills[kind];
  let database: FreshDatabase;
  let shop: ShopUnderFire;
  let events: EventRow[];

  const rows = <T>(statement: string): Promise<T[]> => database.dataSource.query(statement);
  const told = (action: RegExp, outcome: string) =>
    events
      .filter(event => action.test(event.action) && event.outcome === outcome)
      .map(({ target_id: id }) => id);

  beforeAll(
    async () => {
      const random = seededRandom('AUDIT_CHAOS_SEED');
      database = await freshDatabase(kind);
      shop = new ShopUnderFire(database);
      await shop.open(crews[kind]);
      for (let killed = 0; killed < count;) killed += await shop.strike(random, count - killed);
      await shop.end();
      events = await rows<EventRow>('SELECT * FROM audit_event');
    },
    30_000 + 5_000 * count,
  );

  afterAll(async () => {
    await shop.close();
    await database.drop();
  });

  it('there is work of all kinds, and somebody was killed in every role', () => {
    for (const role of new Set(crews[kind])) expect(shop.kills[role]).toBeGreaterThan(0);
    for (const fact of ['placed', 'failed', 'denied'] as const) {
      expect(shop.said(fact).length).toBeGreaterThan(0);
    }
    expect(shop.sealingPosts).toBe(crews[kind].filter(role => role === 'seal').length);
  });

  it('every row of the business has one record of its success, and no record is without its row', async () => {
    const orders = await rows<{ id: string }>('SELECT id FROM orders');
    const placed = told(/^order\.(place|add)$/, 'success');
    expect(placed.sort()).toEqual(orders.map(({ id }) => id).sort());
    const own = events.filter(({ action }) => /^order\.(place|add)$/.test(action));
    expect(new Set(own.map(({ atomicity }) => atomicity))).toEqual(new Set(['tx']));
  });

  it('nothing is lost of which a caller has heard', async () => {
    const orders = await rows<{ id: string }>('SELECT id FROM orders');
    expect(
      missing(
        shop.said('placed'),
        orders.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(missing(shop.said('denied'), told(/^order\.refuse$/, 'denied'))).toEqual([]);
    expect(missing(shop.said('failed'), told(/^order\.fail$/, 'failure'))).toEqual([]);
    await expect(shop.spilled()).resolves.toEqual([]);
  });

  it('every event is one leaf of the tree, at positions without a gap', async () => {
    const leaves = await rows<{ pos: string | number; event_id: string }>(
      'SELECT pos, event_id FROM audit_leaf ORDER BY pos',
    );
    expect(leaves.map(({ pos }) => Number(pos))).toEqual(leaves.map((_, index) => index));
    expect(leaves.map(leaf => leaf.event_id).sort()).toEqual(events.map(({ id }) => id).sort());
    await expect(rows('SELECT n FROM audit_pending')).resolves.toEqual([]);
  });

  it('every checkpoint is signed, and has the root that RFC 6962 defines', async () => {
    const byId = new Map(events.map(event => [event.id, event]));
    const leaves = await rows<{ event_id: string }>('SELECT event_id FROM audit_leaf ORDER BY pos');
    const hashes = leaves.map(leaf => {
      const { body, mac } = byId.get(leaf.event_id)!;
      return createHash('sha256').update(Uint8Array.of(0)).update(body).update(mac).digest();
    });
    const checkpoints = await rows<{ size: string | number; root: Buffer; note: string }>(
      'SELECT size, root, note FROM audit_checkpoint ORDER BY size',
    );
    const { verifier } = AuditBook.signerOf(shop.keys);
    expect(Number(checkpoints.at(-1)!.size)).toBe(hashes.length);
    for (const { size, root, note } of checkpoints) {
      const signed = openCheckpoint(note, [verifier]);
      expect(signed.size).toBe(Number(size));
      expect(Buffer.from(signed.root)).toEqual(root);
    }
    // By the book each root costs all hashes below it, so some of many are computed that way; `verify` computes all.
    const every = Math.ceil(checkpoints.length / 60);
    for (const { size, root } of checkpoints.filter((_, index) => index % every === 0)) {
      expect(Buffer.from(naiveRoot(hashes.slice(0, Number(size))))).toEqual(root);
    }
  });

  it('verification finds nothing wrong, with every receipt and every checkpoint that the dead had published', async () => {
    const lines = shop.lines();
    const [id = '', secret = ''] = shop.keys.mac.split(':');
    const { verifier } = AuditBook.signerOf(shop.keys);
    const verification = await verifyAudit({
      sql: new PooledSql(database.dataSource),
      dialect: dialectOf(database.dataSource)!.name,
      stream: 'main',
      origin: bookOrigin,
      keys: new MacKeyRing({ id, secret }),
      verifiers: [verifier],
      witness: witnessLines(Readable.from(lines.map(line => `${JSON.stringify(line)}\n`))),
    });
    const [checkpoints] = await rows<{ n: string | number }>('SELECT COUNT(*) AS n FROM audit_checkpoint');
    expect(verification).toMatchObject({
      verdict: 'ok',
      findings: [],
      size: events.length,
      counts: {
        sealed: events.length,
        pending: 0,
        checkpoints: Number(checkpoints!.n),
        receipts: lines.filter(({ msg }) => msg === 'audit.receipt').length,
        anchors: lines.filter(({ msg }) => msg === 'audit.checkpoint').length,
        foreign: 0,
        outdated: 0,
      },
    });
    // A number without an event was in flight when its writer was killed.
    const inFlight = 3 * concurrency * (shop.kills.write + shop.kills.both);
    expect(verification.counts.open).toBeLessThanOrEqual(inFlight);
    process.stderr.write(
      `Chaos on ${kind}: ${JSON.stringify({ kills: shop.kills, ...verification.counts })}\n`,
    );
  });
});

function missing(wanted: readonly string[], there: readonly (string | null)[]): string[] {
  const known = new Set(there);
  return wanted.filter(each => !known.has(each));
}
