import {
  auditMigrations,
  AuditCheckpointEntity,
  AuditEventEntity,
  AuditLeafEntity,
} from 'nestjs-observability/audit/typeorm';
import { DataSource } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';
import { dialectOf } from '../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { installTables, missingTables } from '../../libs/observability/dist/audit/typeorm/install-tables.js';

describe.each(databaseKinds)('The tables of the audit trail on %s', kind => {
  let database: FreshDatabase;
  const open: DataSource[] = [];

  const connect = async (options: object = {}) => {
    const dataSource = await new DataSource({ ...database.dataSource.options, ...options }).initialize();
    open.push(dataSource);
    return dataSource;
  };

  beforeEach(async () => {
    database = await freshDatabase(kind);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(dataSource => dataSource.destroy()));
    await database.drop();
  });

  const missing = () => missingTables(database.dataSource, dialectOf(database.dataSource)!);

  it('are made by a TypeORM migration among those of the application, once', async () => {
    const dataSource = await connect({ migrations: [...auditMigrations] });
    expect((await missing()).length).toBeGreaterThan(10);
    expect(await dataSource.runMigrations()).toHaveLength(1);
    expect(await missing()).toEqual([]);
    expect(await dataSource.runMigrations()).toHaveLength(0);
  });

  it('go with the migration only while they are empty', async () => {
    const dataSource = await connect({ migrations: [...auditMigrations] });
    await dataSource.runMigrations();
    await dataSource.undoLastMigration();
    expect(await missing()).toContain('audit_event');

    await dataSource.runMigrations();
    const test = await SinkUnderTest.open(dataSource, { install: false });
    await test.sink.write([someEntry()]);
    await expect(dataSource.undoLastMigration()).rejects.toMatchObject({ code: 'AUDIT_TABLES_IN_USE' });
    expect(await test.count('audit_event')).toBe(1);
    await test.sink.close();
    await test.remove();
  });

  it('are made by replicas that start at once', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => connect()));
    await Promise.all(replicas.map(replica => installTables(replica, dialectOf(replica)!)));
    expect(await missing()).toEqual([]);
  });

  it('can be made again without losing anything', async () => {
    const test = await SinkUnderTest.open(database.dataSource);
    await test.sink.write([someEntry()]);
    await installTables(database.dataSource, dialectOf(database.dataSource)!);
    expect(await test.count('audit_event')).toBe(1);
    await test.sink.close();
    await test.remove();
  });

  it('can be read as entities, which schema synchronisation leaves alone', async () => {
    const test = await SinkUnderTest.open(database.dataSource);
    await test.sink.write([someEntry({ tenant: 'acme', action: 'order.place' })]);
    const dataSource = await connect({
      entities: [AuditEventEntity, AuditLeafEntity, AuditCheckpointEntity],
      synchronize: true,
    });
    const [event] = await dataSource.getRepository(AuditEventEntity).findBy({ tenant: 'acme' });
    expect(event).toMatchObject({ action: 'order.place', actorId: 'ada', targetId: '4711', keyId: 'k1' });
    expect(JSON.parse(event!.body)).toMatchObject({ action: 'order.place' });
    expect(await dataSource.getRepository(AuditLeafEntity).count()).toBe(0);
    expect(await dataSource.getRepository(AuditCheckpointEntity).find()).toEqual([]);
    expect(await missing()).toEqual([]);
    await test.sink.close();
    await test.remove();
  });
});
