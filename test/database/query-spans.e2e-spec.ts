import 'nestjs-observability/testing/jest';
import { DataSource } from 'typeorm';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { databaseKinds, shelfDatabase, type ShelfDatabase } from './support/databases.js';
import { Item, shelfModule } from './support/shop.js';

const systems = { postgres: 'postgresql', mariadb: 'mariadb', sqlite: 'sqlite' } as const;

describe.each(databaseKinds)('Queries on %s', kind => {
  let database: ShelfDatabase;
  let app: RunningTestApp;
  let restore: () => void;
  const client = () => app.telemetry.spans().filter(span => span.kind === 'client');

  beforeAll(async () => {
    restore = setEnvironment({});
    database = await shelfDatabase(kind);
    app = await testApp(shelfModule(database.options))
      .on(kind === 'sqlite' ? 'fastify' : 'express')
      .start();
    const items = app.app.get(DataSource).getRepository(Item);
    await items.save([0, 1, 2].map(at => ({ id: `item-${at}`, tenant: 'acme', stock: at })));
  }, 30_000);

  beforeEach(() => app.telemetry.clear());

  afterAll(async () => {
    await app?.stop();
    restore();
    await database?.drop();
  });

  it('are spans by the conventions, below the method that asks', async () => {
    await app.client.get('/shelf/find/item-1');

    expect(app.telemetry.tree()).toBe(
      ['GET /shelf/find/:id [server] 200', '  ShelfService.find', '    SELECT shelf_items [client]'].join(
        '\n',
      ),
    );
    const [span] = client();
    expect(span?.attributes).toMatchObject({
      'db.system.name': systems[kind],
      'db.operation.name': 'SELECT',
      'db.collection.name': 'shelf_items',
      'db.query.summary': 'SELECT shelf_items',
      'db.response.returned_rows': 1,
    });
    expect(span?.attributes['db.query.text']).toMatch(/^SELECT .* WHERE .* LIMIT \?$/);
    expect(span?.attributes['db.namespace']).toMatch(/^audit/);
    expect(span?.attributes['server.port']).toBe({ postgres: 5432, mariadb: 3306, sqlite: undefined }[kind]);
    expect(JSON.stringify(app.telemetry.spans())).not.toContain('"item-1"');
  });

  it.each(['commit', 'rollback', 'savepoint'])('in transactions that end with %s', async ends => {
    await app.client.get(`/shelf/restock/item-1?ends=${ends}`);

    expect(app.telemetry.tree()).toMatchSnapshot();
    expect(
      app.telemetry
        .spans()
        .filter(({ attributes }) => 'transaction.outcome' in attributes)
        .map(({ name, attributes }) => `${name} ${String(attributes['transaction.outcome'])}`),
    ).toEqual([
      `transaction ${ends === 'rollback' ? 'rollback' : 'commit'}`,
      `savepoint ${ends === 'savepoint' ? 'rollback' : 'commit'}`,
    ]);
  });

  it('that fail say the code and nothing of what was sent', async () => {
    await app.client.get('/shelf/broken?word=canary');

    const [span] = client();
    expect(span).toMatchObject({ status: 'error', name: systems[kind] });
    const code = { postgres: '42601', mariadb: '1064', sqlite: 'SQLITE_ERROR' }[kind];
    expect(span?.attributes).toMatchObject({ 'error.type': code, 'db.response.status_code': code });
    expect(span?.events).toEqual([]);
  });

  it('are measured, with the trace of a slow one beside its bucket', async () => {
    await app.client.get('/shelf/find/item-1');

    const page = await (
      await fetch(`${app.url}/metrics`, { headers: { accept: 'application/openmetrics-text' } })
    ).text();
    const line = page
      .split('\n')
      .find(each => /^db_client_operation_duration_seconds_count.*SELECT shelf_items/.test(each));
    expect(line).toContain(`db_system_name="${systems[kind]}"`);
    expect(line).not.toContain('db_query_text');
  });

  it('outside of any work begin no trace, and are measured', async () => {
    await app.app.get(DataSource).query('SELECT 1');

    expect(app.telemetry.spans()).toEqual([]);
    const points = (await app.telemetry.metrics()).get('db.client.operation.duration') ?? [];
    expect(points.map(({ attributes }) => attributes['db.query.summary'])).toEqual(['SELECT']);
  });

  it("of probes are nobody's", async () => {
    expect((await app.client.get('/ready')).status).toBe(200);

    expect(app.telemetry.spans()).toEqual([]);
    expect((await app.telemetry.metrics()).get('db.client.operation.duration')).toBeUndefined();
  });
});
