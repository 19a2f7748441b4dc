import { DataSource } from 'typeorm';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { databaseKinds, shelfDatabase, type DatabaseKind, type ShelfDatabase } from './support/databases.js';
import { shelfModule } from './support/shop.js';

const canary = 'canary-5f2b';

/** Statements that nobody should send, and how. */
const inputs: Readonly<Record<string, (dataSource: DataSource, kind: DatabaseKind) => Promise<unknown>>> = {
  'a million characters': dataSource => dataSource.query(`SELECT '${canary.repeat(90_000)}' AS x`),
  'a million characters of names': dataSource =>
    dataSource.query(`SELECT ${Array.from({ length: 100_000 }, () => 'colourful').join(' || ')} FROM t`),
  'ten thousand parameters': (dataSource, kind) => {
    const values = Array.from({ length: 10_000 }, (_, at) => `${canary}-${at}`);
    const marks = values.map((_, at) => (kind === 'postgres' ? `$${at + 1}` : '?'));
    return dataSource.query(`SELECT id FROM shelf_items WHERE id IN (${marks.join(', ')})`, values);
  },
  'binary parameters': (dataSource, kind) =>
    dataSource.query(`SELECT id FROM shelf_items WHERE id = ${kind === 'postgres' ? '$1' : '?'}`, [
      Buffer.from(`${canary}\0\xff`, 'latin1'),
    ]),
  'no statement': dataSource => dataSource.query(`'${canary} ;; (((( "unclosed`),
  'nothing at all': dataSource => dataSource.query(''),
  'a value that the database repeats in its error': async (dataSource, kind) => {
    const mark = (at: number) => (kind === 'postgres' ? `$${at}` : '?');
    const sql = `INSERT INTO shelf_items(id, tenant, stock) VALUES (${mark(1)}, ${mark(2)}, 1)`;
    await dataSource.query(sql, [canary, canary]).catch(() => undefined);
    return dataSource.query(sql, [canary, canary]);
  },
  'literals of every kind': dataSource =>
    dataSource.query(
      `SELECT id FROM shelf_items WHERE id = '${canary}' /* ${canary} */ OR id = '${canary}' -- ${canary}`,
    ),
};

@Controller('bad')
class BadController {
  constructor(private readonly dataSource: DataSource) {}

  @Get(':input')
  async send(@Param('input') input: string) {
    const kind =
      { postgres: 'postgres', mariadb: 'mariadb' }[String(this.dataSource.options.type)] ?? 'sqlite';
    await inputs[input]?.(this.dataSource, kind as DatabaseKind).catch(() => undefined);
    return {};
  }
}

describe.each(databaseKinds)('On %s', kind => {
  let database: ShelfDatabase;
  let app: RunningTestApp;
  let restore: () => void;

  beforeAll(async () => {
    restore = setEnvironment({});
    database = await shelfDatabase(kind);
    const shelf = shelfModule(database.options);
    @Module({ imports: [shelf], controllers: [BadController] })
    class BadModule {}
    app = await testApp(BadModule)
      .observedWith({ database: { slowQuery: 1, nPlusOne: { threshold: 2 } } })
      .start();
  }, 30_000);

  beforeEach(() => app.telemetry.clear());

  afterAll(async () => {
    await app?.stop();
    restore();
    await database?.drop();
  });

  it.each(Object.keys(inputs))('%s is handled, bounded, and never told', async input => {
    await app.client.get(`/bad/${encodeURIComponent(input)}`);

    const spans = app.telemetry.spans().filter(({ kind: own }) => own === 'client');
    const told = JSON.stringify([
      app.telemetry.spans(),
      app.telemetry.logs(),
      [...(await app.telemetry.metrics())],
    ]);
    expect(spans.length).toBeGreaterThan(0);
    expect(told).not.toContain(canary);
    for (const { attributes, name } of spans) {
      expect(String(attributes['db.query.text']).length).toBeLessThanOrEqual(4_200);
      expect(name.length).toBeLessThanOrEqual(255);
    }
    expect(app.telemetry.openSpans()).toEqual([]);
  });
});
