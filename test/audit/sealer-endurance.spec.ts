import { DataSource } from 'typeorm';
import { RunnerSql } from '../../libs/observability/dist/audit/typeorm/runner-sql.js';
import { PooledSealing } from '../../libs/observability/dist/audit/typeorm/sealer/pooled-sealing.js';
import { sealingStatements } from '../../libs/observability/dist/audit/typeorm/sealer/sealing-statements.js';
import { runSteps } from '../../libs/observability/dist/audit/typeorm/sql-steps.js';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { LogUnderTest } from '../support/audit/log-under-test.js';
import { PrivatePostgres, whyNoPrivatePostgres } from '../support/private-postgres.js';
import { describeUnless } from '../support/describe-unless.js';

describeOnServers('The sealer on %s', kind => {
  let log: LogUnderTest;

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
  });

  afterEach(() => log.database.drop());

  it('goes on while another session sits in an open transaction', async () => {
    const idle = log.database.dataSource.createQueryRunner();
    await idle.startTransaction('REPEATABLE READ');
    await idle.query('SELECT COUNT(*) FROM audit_event');
    await idle.query("INSERT INTO audit_log (stream, origin, key_ids) VALUES ('elsewhere', 'o', 'k')");
    const sealer = log.sealer();
    sealer.start();
    const writer = log.writer();
    for (let round = 0; round < 5; round += 1) {
      await writer.write(20);
      await eventually(() => sealer.status.events === (round + 1) * 20);
    }
    await idle.rollbackTransaction();
    await idle.release();
    await sealer.stop();

    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', size: 100 });
  });

  it('makes an event that was committed late a later leaf', async () => {
    const late = log.database.dataSource.createQueryRunner();
    await late.startTransaction();
    const writer = log.writer();
    const [first] = writer.events(1);
    await runSteps(new RunnerSql(late), log.dialect.insert([first!]));
    const second = await log.writer().write(1);
    await log.seal();
    await late.commitTransaction();
    await late.release();
    await log.seal();

    const leaves = await log.sql.rows<{ event_id: string }>('SELECT event_id FROM audit_leaf ORDER BY pos');
    expect(leaves.map(leaf => leaf.event_id)).toEqual([second[0]!.entry.id, first!.entry.id]);
    await expect(log.verify()).resolves.toMatchObject({ verdict: 'ok', size: 2 });
  });

  it('shares a pool of one connection with the application', async () => {
    const { options } = log.database.dataSource;
    const small = await new DataSource({
      ...options,
      extra: kind === 'mariadb' ? { connectionLimit: 1 } : { max: 1 },
    } as never).initialize();
    const sealer = log.sealer({ connection: new PooledSealing(small, sealingStatements(log.dialect.name)) });
    sealer.start();
    const writer = log.writer();
    for (let call = 0; call < 40; call += 1) {
      await small.transaction(({ queryRunner }) =>
        runSteps(new RunnerSql(queryRunner!), log.dialect.insert(writer.events(1))),
      );
      sealer.wake();
    }
    await sealer.stop(10_000);
    await small.destroy();

    expect(sealer.status).toMatchObject({ events: 40, failures: 0 });
  });

  it('seals what is left when it is stopped, and takes no longer than it is given', async () => {
    await log.writer().write(30);
    const sealer = log.sealer();
    sealer.start();
    await sealer.stop(10_000);
    await expect(log.count('audit_leaf')).resolves.toBe(30);

    await log.writer().write(30);
    const blocked = log.sealer();
    const holder = log.database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query("SELECT stream FROM audit_log WHERE stream = 'main' FOR UPDATE");
    blocked.start();
    const begin = performance.now();
    await blocked.stop(300);
    const took = performance.now() - begin;
    await holder.rollbackTransaction();
    await holder.release();

    expect(took).toBeLessThan(5_000);
    await expect(log.count('audit_leaf')).resolves.toBe(30);
  });
});

const reason = whyNoPrivatePostgres();
describeUnless(reason)('The sealer without its database', () => {
  it('says so once, keeps trying, and goes on when the database is back', async () => {
    const server = await PrivatePostgres.start();
    const log = await LogUnderTest.at(server.url);
    const said: string[] = [];
    const sealer = log.sealer({
      log: { failed: () => void said.push('failed'), recovered: () => void said.push('recovered') } as never,
    });
    sealer.start();
    await log.writer().write(3);
    await eventually(() => sealer.status.events === 3);

    await server.down();
    await eventually(() => sealer.status.failures >= 3);
    expect(sealer.status.running).toBe(true);
    await server.up();
    await eventually(() => sealer.status.failures === 0);
    await log.writer().write(2);
    sealer.wake();
    await eventually(() => sealer.status.events === 5);
    await sealer.stop();
    await log.database.drop();
    await server.destroy();

    expect(said.filter(word => word === 'recovered')).toHaveLength(1);
    expect(said.lastIndexOf('failed')).toBeLessThan(said.indexOf('recovered'));
  }, 60_000);
});

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
}
