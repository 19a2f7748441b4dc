import { appendFile, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';
import { PrivatePostgres, whyNoPrivatePostgres } from '../support/private-postgres.js';
import { until } from '../support/until.js';
import { describeUnless } from '../support/describe-unless.js';

const unavailable = whyNoPrivatePostgres();
const described = describeUnless(unavailable);

described('While the database of the audit trail is away', () => {
  let server: PrivatePostgres;
  let dataSource: DataSource;
  let test: SinkUnderTest;

  beforeAll(async () => {
    server = await PrivatePostgres.start();
  }, 60_000);

  afterAll(() => server.destroy());

  beforeEach(async () => {
    dataSource = await new DataSource({
      type: 'postgres',
      url: server.url,
      poolErrorHandler: () => undefined,
      connectTimeoutMS: 2_000,
    }).initialize();
    test = await SinkUnderTest.open(dataSource, { timeout: 1_000 });
  });

  afterEach(async () => {
    await test.sink.close();
    const admin = await new DataSource({ type: 'postgres', url: server.url }).initialize();
    await admin.query('DROP SCHEMA public CASCADE');
    await admin.query('CREATE SCHEMA public');
    await admin.destroy();
    if (dataSource.isInitialized) await dataSource.destroy();
    await test.remove();
  });

  const whenBack = async (rows: number) => {
    const deadline = performance.now() + 15_000;
    while ((await test.count('audit_event').catch(() => 0)) !== rows) {
      if (performance.now() > deadline) throw new Error(`timed out waiting for ${rows} events`);
      await sleep(50);
    }
  };
  const whenEmpty = (sink = test.sink) =>
    until(() => sink.spillDepth === 0, { timeout: 15_000, describe: () => 'an empty spill file' });

  it('independent entries wait on the disk, masked, and are stored when it is back, with their numbers', async () => {
    await test.sink.write([someEntry({ action: 'before' })]);
    await server.down();
    const receipts = await Promise.all(
      ['a', 'b', 'c'].map(reason => test.sink.write([someEntry({ reason: `${reason} password=hunter2` })])),
    );
    expect(receipts.flat()).toHaveLength(3);
    expect(test.sink.spillDepth).toBe(3);
    expect((await stat(test.spillPath)).mode & 0o777).toBe(0o600);
    expect(await readFile(test.spillPath, 'utf8')).not.toContain('hunter2');

    await server.up();
    await whenBack(4);
    await whenEmpty();
    await test.sink.write([someEntry({ action: 'after' })]);
    const stored = await test.stored();
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(stored.at(-1)).toMatchObject({ action: 'after', floor: undefined });
    expect(await test.count('audit_pending')).toBe(5);
  }, 40_000);

  it('a transaction fails with its entry', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await server.down();
    await expect(test.sink.writeWithin(runner, [someEntry()])).rejects.toMatchObject({
      code: 'AUDIT_WRITE_FAILED',
    });
    expect(test.sink.spillDepth).toBe(0);
    await runner.release();
    await server.up();
  }, 40_000);

  it('an entry about a rollback is kept although its connection is gone', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.rollbackTransaction();
    await server.down();
    await test.sink.writeWithin(runner, [someEntry({ outcome: 'failure' })]);
    expect(test.sink.spillDepth).toBe(1);
    await runner.release();
    await server.up();
    await whenBack(1);
  }, 40_000);

  it('a database that hangs is given up, and an entry that it stored after all is not stored twice', async () => {
    await test.sink.write([someEntry()]);
    await server.pause();
    const written = test.sink.write([someEntry(), someEntry()]);
    await written;
    expect(test.sink.spillDepth).toBe(2);
    await server.resume();
    await whenBack(3);
    await whenEmpty();
    expect((await test.stored()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  }, 40_000);

  it('a process that dies leaves its entries to the next start, and what is no entry aside', async () => {
    await server.down();
    const dead = test.sink;
    await dead.write([someEntry({ action: 'of the dead' })]);
    const [line] = (await readFile(test.spillPath, 'utf8')).split('\n').filter(each => each !== '');
    const forged = JSON.stringify({ ...JSON.parse(line!), mac: Buffer.alloc(32).toString('base64') });
    await appendFile(test.spillPath, `${forged}\n${line}\n{"half`);
    await server.up();

    const next = await test.another(dataSource);
    await whenBack(1);
    await whenEmpty(next);
    expect((await test.stored()).map(({ action }) => action)).toEqual(['of the dead']);
    const rejected = await readFile(`${test.spillPath}.rejected`, 'utf8');
    expect(rejected.split('\n').filter(each => each !== '')).toEqual([forged, '{"half']);
    await next.close();
  }, 40_000);

  it('a caller is told when the disk does not take its entry either', async () => {
    await server.down();
    await appendFile(test.folder + '/spill', 'a file where the folder should be');
    await expect(test.sink.write([someEntry()])).rejects.toMatchObject({ code: 'AUDIT_WRITE_FAILED' });
    await server.up();
    await test.sink.write([someEntry()]).catch(() => undefined);
  }, 40_000);
});
