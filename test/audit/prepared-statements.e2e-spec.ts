import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import type { QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';
import { describeUnless } from '../support/describe-unless.js';

const isThere = databaseKinds.includes('postgres');

/** What a pooler does: it tells clients a process number of its own. */
async function pooler(url: string): Promise<{ readonly url: string; readonly server: Server }> {
  const target = new URL(url);
  const server = createServer(client => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.pipe(upstream);
    let isGreeted = false;
    upstream.on('data', data => {
      // BackendKeyData: 'K', a length of 12, process and key.
      const at = isGreeted ? -1 : data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) {
        isGreeted = true;
        data.writeInt32BE(2_147_000_000, at + 5);
      }
      client.write(data);
    });
    upstream.on('end', () => client.end());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return { url: through.href, server };
}

describeUnless(isThere ? undefined : 'no such server')('The insert of an event on PostgreSQL', () => {
  let database: FreshDatabase;
  let test: SinkUnderTest;
  let runner: QueryRunner;

  beforeEach(async () => {
    database = await freshDatabase('postgres');
    test = await SinkUnderTest.open(database.dataSource);
    runner = database.dataSource.createQueryRunner();
  });
  afterEach(async () => {
    await test.sink.close();
    if (!runner.isReleased) await runner.release();
    await database.drop();
    await test.remove();
  });

  const write = async (sink = test.sink, on = runner) => {
    await on.startTransaction();
    try {
      await sink.writeWithin(on, [someEntry()]);
      await on.commitTransaction();
      sink.ended(on, 'committed');
    } catch (failure) {
      await on.rollbackTransaction();
      sink.ended(on, 'rolled_back');
      throw failure;
    }
  };
  const kept = async (on = runner): Promise<string[]> => {
    const rows: { name: string }[] = await on.query('SELECT name FROM pg_prepared_statements ORDER BY name');
    return rows.map(({ name }) => name);
  };

  it('is kept ready on the connection', async () => {
    await write();
    await write();
    expect(await kept()).toEqual(['nestjs_observability_audit_1']);
    expect(await test.stored()).toHaveLength(2);
  });

  it('is sent whole where that was asked for', async () => {
    const sink = await test.another(undefined, undefined, false);
    await write(sink);
    expect(await kept()).toEqual([]);
    await sink.close();
  });

  it('is sent whole behind a pooler, which gives each transaction another connection', async () => {
    const between = await pooler(database.url);
    const dataSource = await new DataSource({ type: 'postgres', url: between.url }).initialize();
    const sink = await test.another(dataSource);
    const behind = dataSource.createQueryRunner();
    await write(sink, behind);
    expect(await kept(behind)).toEqual([]);
    await behind.release();
    await sink.close();
    await dataSource.destroy();
    between.server.close();
  });

  it('fails one transaction, and no further one, after somebody has thrown it away', async () => {
    await write();
    await runner.query('DEALLOCATE ALL');
    await expect(write()).rejects.toMatchObject({ code: 'AUDIT_WRITE_FAILED' });
    await write();
    expect(await test.stored()).toMatchObject([{ seq: 1 }, { seq: 3, voids: [{ first: 2, last: 2 }] }]);
  });
});
