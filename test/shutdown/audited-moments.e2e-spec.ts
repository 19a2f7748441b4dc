import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { ChildApp } from '../support/child-app.js';
import { seededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';
import { OrderLoad } from './support/order-load.js';

const shop = join(__dirname, 'fixtures/audited-shop.mjs');
/** `SHUTDOWN_MOMENTS=50` for the long run. */
const moments = Number(process.env['SHUTDOWN_MOMENTS'] ?? 4);
/** SQLite is left to those who have no server: what is at stake is a connection that ends too early. */
const kinds = databaseKinds.length > 1 ? databaseKinds.filter(kind => kind !== 'sqlite') : databaseKinds;

const keys = {
  OBSERVABILITY_AUDIT_MAC_KEY: `k1:${randomBytes(32).toString('base64')}`,
  OBSERVABILITY_AUDIT_SIGNING_KEY: generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'der' })
    .toString('base64'),
};

describe('SIGTERM under load, with an audit trail in a database', () => {
  let database: FreshDatabase | undefined;
  let child: ChildApp | undefined;
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'audited-'))));
  afterEach(async () => {
    await child?.stop();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const { seed, next } = seededRandom('SHUTDOWN_SEED');
  const cases = Array.from({ length: moments }, (_, at) => ({
    adapter: at % 2 === 0 ? 'express' : 'fastify',
    end: at % 4 < 2 ? 'hooks' : 'none',
    kind: kinds[(at >> 1) % kinds.length] ?? 'sqlite',
    moment: Math.round(next() * 800),
  }));

  it.each(cases)(
    `on $adapter with $kind and $end after $moment ms loses no entry of an answered request (seed ${seed})`,
    async ({ adapter, end, kind, moment }) => {
      const { url } = (database = await freshDatabase(kind));
      const source = kind === 'sqlite' ? { type: 'better-sqlite3', database: url } : { type: kind, url };
      const options = {
        audit: { migrate: true, spillPath: join(folder, 'spill.ndjson') },
        tracing: false,
        shutdown: { drainWait: 0 },
      };
      const app = (child = new ChildApp(shop, {
        args: [adapter, end, JSON.stringify(source), JSON.stringify(options)],
        env: { ...keys, NODE_ENV: 'production' },
      }));
      const address = (await app.waitForLine(/^listening at/)).replace('listening at ', '');
      const load = new OrderLoad(address, `o${moment}`);
      await until(() => load.answered.length > 0, { timeout: 20_000, describe: () => 'the first answer' });
      await sleep(moment);
      app.signal('SIGTERM');
      expect(await app.waitForExit(20_000)).toEqual({ code: null, signal: 'SIGTERM' });
      await load.stop();

      const { dataSource } = database;
      const rows: { id: string }[] = await dataSource.query('SELECT id FROM orders');
      const bodies: { body: string }[] = await dataSource.query('SELECT body FROM audit_event');
      const audited = (action: string): ReadonlySet<string> =>
        new Set(
          bodies
            .map(({ body }) => String(body))
            .filter(body => body.includes(`"${action}"`))
            .flatMap(body => /"(o\d+-\d+)"/.exec(body)?.[1] ?? []),
        );
      const [placed, noted] = [audited('order.place'), audited('order.note')];
      const { answered } = load;
      expect({
        entriesOfAnswered: answered.filter(id => !placed.has(id)),
        notesOfAnswered: answered.filter(id => !noted.has(id)),
        rowsWithoutEntry: rows.filter(({ id }) => !placed.has(id)),
      }).toEqual({ entriesOfAnswered: [], notesOfAnswered: [], rowsWithoutEntry: [] });
      expect(rows.length).toBeGreaterThanOrEqual(answered.length);
      // Entries of refusals and failures have none either.
      expect(
        app.jsonLines.filter(line => /audit/i.test(String(line['msg'])) && line['level'] === 'error'),
      ).toEqual([]);
    },
    60_000,
  );
});
