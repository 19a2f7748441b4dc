import type { QueryRunner } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { SinkUnderTest, someEntry } from '../support/audit/sink-under-test.js';

describe.each(databaseKinds)('The audit store on %s', kind => {
  let database: FreshDatabase;
  let test: SinkUnderTest;
  let runner: QueryRunner;

  beforeEach(async () => {
    database = await freshDatabase(kind);
    test = await SinkUnderTest.open(database.dataSource);
    runner = database.dataSource.createQueryRunner();
  });

  afterEach(async () => {
    await test.sink.close();
    if (!runner.isReleased) await runner.release();
    await database.drop();
    await test.remove();
  });

  it('stores an entry with its pending row, and tells its leaf hash', async () => {
    const entry = someEntry();
    const [receipt] = await test.sink.write([entry]);
    expect(receipt).toEqual({ id: entry.id, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(await test.stored()).toEqual([{ seq: 1, action: 'order.cancel' }]);
    expect(await test.count('audit_pending')).toBe(1);
  });

  it('writes entries inside a transaction that stand and fall with it', async () => {
    await runner.startTransaction();
    await test.sink.writeWithin(runner, [someEntry({ action: 'undone' }), someEntry({ action: 'undone' })]);
    await runner.rollbackTransaction();
    test.sink.ended(runner, 'rolled_back');
    await runner.startTransaction();
    await test.sink.writeWithin(runner, [someEntry({ action: 'done' })]);
    await runner.commitTransaction();
    test.sink.ended(runner, 'committed');
    await test.sink.write([someEntry({ action: 'later' })]);

    expect(await test.stored()).toEqual([
      { seq: 3, action: 'done', voids: [{ first: 1, last: 2 }] },
      { seq: 4, action: 'later' },
    ]);
    expect(await test.count('audit_pending')).toBe(2);
  });

  it('writes after a rollback over the connection that rolled back', async () => {
    await runner.startTransaction();
    await runner.rollbackTransaction();
    await test.sink.writeWithin(runner, [someEntry({ action: 'failed', outcome: 'failure' })]);
    expect(await test.stored()).toEqual([{ seq: 1, action: 'failed' }]);
  });

  it('refuses an id that is stored already, and uses its number no second time', async () => {
    const entry = someEntry();
    await test.sink.write([entry]);
    await runner.startTransaction();
    await expect(test.sink.writeWithin(runner, [entry])).rejects.toMatchObject({
      code: 'AUDIT_WRITE_FAILED',
    });
    await runner.rollbackTransaction();
    await test.sink.write([someEntry({ action: 'later' })]);
    expect(await test.stored()).toMatchObject([{ seq: 1 }, { seq: 3, voids: [{ first: 2, last: 2 }] }]);
  });

  it('gives the entries of concurrent callers consecutive numbers, and stores each once', async () => {
    await Promise.all(Array.from({ length: 300 }, () => test.sink.write([someEntry(), someEntry()])));
    const numbers = (await test.stored()).map(({ seq }) => seq);
    expect(numbers).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    expect(await test.count('audit_pending')).toBe(600);
  });

  it('stores more entries at once than one statement has parameters for', async () => {
    await runner.startTransaction();
    await test.sink.writeWithin(
      runner,
      Array.from({ length: 3_000 }, () => someEntry()),
    );
    await runner.commitTransaction();
    expect(await test.count('audit_event')).toBe(3_000);
    expect(await test.count('audit_pending')).toBe(3_000);
  });

  it('does not let one entry that the database refuses take others with it', async () => {
    const good = [someEntry(), someEntry(), someEntry()];
    const bad = someEntry({ outcome: 'no such outcome' as never });
    await Promise.all([good[0]!, bad, good[1]!, good[2]!].map(entry => test.sink.write([entry])));
    expect(await test.count('audit_event')).toBe(3);
    expect(test.sink.spillDepth).toBe(1);
  });

  it('ends with a record that tells how many there were', async () => {
    await test.sink.write([someEntry(), someEntry()]);
    await test.sink.close();
    expect((await test.stored()).at(-1)).toEqual({ seq: 3, action: 'audit.writer.close' });
  });

  it('ends silently when nothing was written', async () => {
    await test.sink.close();
    expect(await test.stored()).toEqual([]);
  });

  it('takes back what a transaction of statements by hand undoes', async () => {
    await runner.query('BEGIN');
    await test.sink.writeWithin(runner, [someEntry()], true);
    await runner.query('ROLLBACK');
    test.sink.ended(runner, 'rolled_back');
    expect(await test.count('audit_event')).toBe(0);
  });
});

describe('The audit store on the one connection of SQLite', () => {
  let database: FreshDatabase;
  let test: SinkUnderTest;

  beforeEach(async () => {
    database = await freshDatabase('sqlite');
    test = await SinkUnderTest.open(database.dataSource);
  });

  afterEach(async () => {
    await test.sink.close();
    await database.drop();
    await test.remove();
  });

  it('keeps entries of others out of a transaction that is rolled back', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    const written = test.sink.write([someEntry()]);
    await runner.query('SELECT 1');
    await runner.rollbackTransaction();
    await written;
    expect(await test.count('audit_event')).toBe(1);
  });

  it('gets its turn between transactions that follow each other at once', async () => {
    const runner = database.dataSource.createQueryRunner();
    let written = false;
    await runner.startTransaction();
    const writing = test.sink.write([someEntry()]).then(() => (written = true));
    for (let round = 0; round < 20 && !written; round += 1) {
      await runner.query('SELECT 1');
      await runner.commitTransaction();
      await runner.startTransaction();
    }
    expect(await test.count('audit_event')).toBe(1);
    await runner.rollbackTransaction();
    await writing;
    expect(await test.count('audit_event')).toBe(1);
  });

  it('keeps entries in the spill file when a transaction does not end', async () => {
    const impatient = await test.another(database.dataSource, 50);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await impatient.write([someEntry()]);
    expect(impatient.spillDepth).toBe(1);
    await runner.rollbackTransaction();
    await impatient.close();
    expect(await test.count('audit_event')).toBe(2);
  });
});
