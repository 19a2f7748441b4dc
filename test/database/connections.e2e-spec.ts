import { Controller, Get, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { describeUnless } from '../support/describe-unless.js';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { databaseKinds, shelfDatabase, type ShelfDatabase } from './support/databases.js';
import { Item, shelfModule } from './support/shop.js';

/** Statements that take a while; SQLite has no function that waits. */
const sleeps = {
  postgres: 'SELECT pg_sleep(0.08)',
  mariadb: 'SELECT sleep(0.08)',
  sqlite: `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 600000) SELECT max(x) FROM n`,
} as const;

const running = {
  postgres: 'SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()',
  mariadb: 'SELECT info FROM information_schema.processlist WHERE id = connection_id()',
  sqlite: '',
} as const;

/** The first page of metrics that shows something, while it lasts. */
async function pageWith(page: () => Promise<string>, shown: RegExp): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const text = await page();
    if (shown.test(text)) return text;
  }
  return page();
}

describe.each(databaseKinds)('Connections of %s', kind => {
  let database: ShelfDatabase;
  let second: ShelfDatabase;
  let app: RunningTestApp;
  let restore: () => void;
  const source = () => app.app.get(DataSource);

  @Controller('slow')
  class SlowController {
    constructor(private readonly dataSource: DataSource) {}

    @Get()
    async slow() {
      return this.dataSource.query(sleeps[kind]);
    }

    @Get('awaited')
    async awaited() {
      const rows = await this.dataSource.query(sleeps[kind]);
      return rows;
    }

    /** What the server says that it is running. */
    @Get('own')
    async own() {
      return this.dataSource.query(running[kind]);
    }

    @Get('stream')
    async stream() {
      const stream = await this.dataSource.getRepository(Item).createQueryBuilder('item').stream();
      let rows = 0;
      for await (const _ of stream) rows += 1;
      return { rows };
    }
  }

  beforeAll(async () => {
    restore = setEnvironment({});
    [database, second] = await Promise.all([shelfDatabase(kind, 2), shelfDatabase(kind, 2)]);
    const shelf = shelfModule(database.options);
    const other = TypeOrmModule.forRoot({ ...second.options, name: 'other', retryAttempts: 0 });
    @Module({ imports: [shelf, other], controllers: [SlowController] })
    class SlowModule {}
    app = await testApp(SlowModule)
      .observedWith({ database: { slowQuery: 60, sqlComments: true } })
      .start();
    await source().getRepository(Item).save({ id: 'a', tenant: 'acme', stock: 1 });
  }, 30_000);

  beforeEach(() => app.telemetry.clear());

  afterAll(async () => {
    await app?.stop();
    restore();
    await Promise.all([database?.drop(), second?.drop()]);
  });

  it('a slow query has a line that says where it came from', async () => {
    await app.client.get('/slow/awaited');

    const lines = app.telemetry.logs().filter(({ context }) => context === 'Database');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        msg: expect.stringMatching(/^Slow query: SELECT.* took \d+ ms$/),
        'code.function.name': 'SlowController.awaited',
        'code.file.path': 'test/database/connections.e2e-spec.ts',
        operation: 'GET /slow/awaited',
        trace_id: app.telemetry.spans()[0]?.traceId,
      }),
    ]);
  });

  it('every data source of the application is observed', async () => {
    const other = app.app.get<DataSource>('otherDataSource', { strict: false });
    await other.query('SELECT 1');

    const points = (await app.telemetry.metrics()).get('db.client.operation.duration') ?? [];
    expect(points).toHaveLength(1);
    expect(points[0]?.attributes['db.namespace']).toMatch(/^audit/);
  });

  if (kind === 'sqlite') {
    it('a driver without a pool has no figures of one', async () => {
      const metrics = await app.telemetry.metrics();
      expect([...metrics.keys()].filter(name => name.startsWith('db.client.connection'))).toEqual([]);
    });
    return;
  }

  it('pools tell what they hold and who waits', async () => {
    const all = Promise.all([1, 2, 3, 4].map(() => source().query(sleeps[kind])));
    const shown = async (name: string, wanted: Record<string, unknown>) =>
      (await app.telemetry.metrics())
        .get(name)
        ?.filter(({ attributes }) =>
          Object.entries(wanted).every(([key, value]) => attributes[key] === value),
        )
        .map(({ value }) => value);
    const pool = { 'db.client.connection.pool.name': 'default' };
    const page = async () => (await fetch(`${app.url}/metrics`)).text();
    const waiting = await pageWith(page, /pending_requests\{[^}]*"default"\} 2/);
    expect(waiting).toMatch(/db_client_connection_count\{[^}]*"default"[^}]*"used"\} 2/);
    await all;

    expect(
      await shown('db.client.connection.count', { ...pool, 'db.client.connection.state': 'idle' }),
    ).toEqual([2]);
    expect(await shown('db.client.connection.max', pool)).toEqual([2]);
    expect(await shown('db.client.connection.pending_requests', pool)).toEqual([0]);
    const waits = (await app.telemetry.metrics()).get('db.client.connection.wait_time') ?? [];
    expect(waits.map(({ attributes }) => attributes)).toEqual([pool]);
    expect(
      (await page()).match(/db_client_connection_wait_time_seconds_count\{[^}]*"default"\} (\d+)/)?.[1],
    ).not.toBe('0');
  });

  describeUnless(
    kind === 'mariadb' ? undefined : 'pg-query-stream, which TypeORM streams with, is not installed',
  )('rows that come as a stream', () => {
    it('are a span until the last one', async () => {
      await app.client.get('/slow/stream');

      expect(app.telemetry.tree()).toBe(
        ['GET /slow/stream [server] 200', '  SELECT shelf_items [client]'].join('\n'),
      );
    });
  });

  it('statements carry the trace in a comment, where the option says so', async () => {
    const { text } = await app.client.get('/slow/own');

    const spans = app.telemetry.spans();
    const span = spans.find(({ kind: own }) => own === 'client');
    expect(text).toContain(` /*traceparent='00-${span?.traceId}-${span?.spanId}-01'*/`);
    expect(span?.attributes['db.query.text']).not.toContain('traceparent');
  });
});
