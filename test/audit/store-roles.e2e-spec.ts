import { roleSetup } from 'nestjs-observability/audit/typeorm';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { FaultLog } from '../../libs/observability/dist/core/fault-log.js';
import { NoteSigner } from '../../libs/observability/dist/audit/evidence/note-signer.js';
import { dialectOf } from '../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { installTables, missingTables } from '../../libs/observability/dist/audit/typeorm/install-tables.js';
import { openSealing } from '../../libs/observability/dist/audit/typeorm/sealer/open-sealing.js';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';

const refused = {
  postgres: [
    `UPDATE audit_event SET outcome = 'success'`,
    'DELETE FROM audit_event',
    'TRUNCATE audit_event CASCADE',
    'UPDATE audit_leaf SET pos = pos + 1',
    'DELETE FROM audit_checkpoint',
    `INSERT INTO audit_prune (stream, upto, frontier, reason) VALUES ('main', 9, '\\x00', 'mine')`,
    'DELETE FROM audit_log',
    'DROP TABLE audit_event',
    'ALTER TABLE audit_event DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_append_only ON audit_event',
    `CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    `CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()`,
    'CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING',
    'SET session_replication_role = replica',
    'SET ROLE {owner}',
  ],
  mariadb: [
    `UPDATE audit_event SET outcome = 'success'`,
    'DELETE FROM audit_event',
    'TRUNCATE audit_event',
    `REPLACE INTO audit_event SELECT * FROM audit_event`,
    'UPDATE audit_leaf SET pos = pos + 1',
    'DELETE FROM audit_checkpoint',
    `INSERT INTO audit_prune (stream, upto, frontier, reason) VALUES ('main', 9, X'00', 'mine')`,
    'INSERT INTO audit_pending (event_id) VALUES (UUID())',
    'DELETE FROM audit_log',
    'DROP TABLE audit_event',
    'DROP TRIGGER audit_event_no_update',
    'ALTER TABLE audit_event ADD COLUMN mine int',
    'RENAME TABLE audit_event TO mine',
    `CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW SET NEW.body = 'x'`,
  ],
};

describeOnServers('An application with the documented rights on %s', kind => {
  const suffix = randomBytes(4).toString('hex');
  const login = `app_${suffix}`;
  const roles = { owner: `owner_${suffix}`, writer: `writer_${suffix}`, sealer: `sealer_${suffix}` };
  let database: FreshDatabase;
  let application: DataSource;
  let test: SinkUnderTest;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    const admin = database.dataSource;
    await installTables(admin, dialectOf(admin)!);
    const isPostgres = kind === 'postgres';
    await admin.query(
      isPostgres
        ? `CREATE ROLE ${login} LOGIN PASSWORD 'secret'`
        : `CREATE USER '${login}'@'%' IDENTIFIED BY 'secret'`,
    );
    const name = isPostgres ? login : `'${login}'@'%'`;
    for (const statement of roleSetup(isPostgres ? 'postgres' : 'mysql', { application: name, ...roles })) {
      await admin.query(statement);
    }
    // Rights on tables of its own are no rights on those of the audit trail.
    await admin.query('CREATE TABLE orders (id int PRIMARY KEY)');
    await admin.query(`GRANT ALL PRIVILEGES ON orders TO ${name}`);
    const url = new URL(database.url);
    url.username = login;
    url.password = 'secret';
    application = await new DataSource({
      type: isPostgres ? 'postgres' : 'mariadb',
      url: url.href,
    }).initialize();
    test = await SinkUnderTest.open(application, { install: false });
  });

  afterAll(async () => {
    await test.sink.close();
    await test.remove();
    await application.destroy();
    if (kind === 'postgres') {
      const all = [login, ...Object.values(roles)];
      await database.dataSource.query(`DROP OWNED BY ${all.join(', ')} CASCADE`);
      await database.dataSource.query(`DROP ROLE ${all.join(', ')}`);
    } else {
      await database.dataSource.query(`DROP USER '${login}'@'%'`);
    }
    await database.drop();
  });

  it('finds its tables, writes and seals', async () => {
    expect(await missingTables(application, dialectOf(application)!)).toEqual([]);
    const runner = application.createQueryRunner();
    await runner.startTransaction();
    await test.sink.writeWithin(runner, [someEntry(), someEntry()]);
    await runner.commitTransaction();
    test.sink.ended(runner, 'committed');
    await runner.release();
    await test.sink.write([someEntry()]);

    const origin = 'shop/audit/main';
    const sealing = openSealing({
      dataSource: application,
      dialect: dialectOf(application)!,
      identity: {
        stream: 'main',
        origin,
        signers: [new NoteSigner(origin, generateKeyPairSync('ed25519').privateKey)],
      },
      mode: 'async',
      anchors: [],
      faults: new FaultLog(),
    });
    sealing.start();
    await sealing.stop();
    expect(await test.count('audit_leaf')).toBe(3);
    expect(await test.count('audit_pending')).toBe(0);
  });

  it.each(refused[kind as 'postgres' | 'mariadb'])('is refused: %s', async attempt => {
    await expect(application.query(attempt.replace('{owner}', roles.owner))).rejects.toThrow(
      /denied|must be owner|permission|must be able to SET ROLE/i,
    );
  });
});
