import { Audited } from 'nestjs-observability';
import { AuditWriteError, type AuditEntry } from 'nestjs-observability/audit';
import type { DataSource, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockService } from '../support/audit/stock.js';
import { describeUnless } from '../support/describe-unless.js';

class Orders {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('order.place', { onWriteError: 'log' })
  async tolerant(): Promise<void> {
    await this.dataSource.transaction(manager => manager.increment(Stock, { id: 'a' }, 'amount', -1));
  }
}

/** What the library relies on in `pg`. */
interface DriverClient {
  pipeline: boolean;
  readonly readyForQuery: boolean;
  query(...args: unknown[]): Promise<unknown>;
}

const isThere = auditDatabases.includes('postgres');

/** PostgreSQL refuses the next event: its outcome is none. */
function refuseNext(database: AuditedDatabase): void {
  const { sink } = database;
  const send = sink.sendWithin!.bind(sink);
  sink.sendWithin = (runner, entries) => {
    sink.sendWithin = send;
    return send(
      runner,
      entries.map(entry => ({ ...entry, outcome: 'no outcome' }) as unknown as AuditEntry),
    );
  };
}

/** As the driver is by itself, when it is lent for the time of a commit; and as the application may set it. */
const settings = [
  ['lent for a commit', false],
  ['set by the application', true],
] as const;

describeUnless(isThere ? undefined : 'no such server')(
  'A connection of PostgreSQL that need not wait for answers',
  () =>
    describe.each(settings)('%s', (_name, pipeline) => {
      let database: AuditedDatabase;
      let stock: StockService;
      let commits: string[];

      beforeAll(async () => {
        database = await auditedDatabase('postgres', { entities: [Stock], pipeline });
        stock = new StockService(database.dataSource);
        const listener: EntitySubscriberInterface = {
          afterTransactionCommit: () => void commits.push('committed'),
          afterTransactionRollback: () => void commits.push('rolled back'),
        };
        // Before that of the audit trail, as subscribers of an application are.
        database.dataSource.subscribers.unshift(listener);
      });
      afterAll(() => database.close());
      beforeEach(async () => {
        await database.clear();
        await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
        commits = [];
      });

      const amount = async () =>
        (await database.dataSource.manager.findOneByOrFail(Stock, { id: 'a' })).amount;
      const take = () => database.dataSource.transaction(manager => stock.take('a', 1, manager));

      it('carries the record and COMMIT in one turn', async () => {
        await take();
        expect(await amount()).toBe(9);
        expect(await database.told()).toEqual(['stock.take success tx']);
        expect(database.ends).toEqual(['committed']);
        expect(commits).toEqual(['committed']);
      });

      it('sends COMMIT before the record is answered, and is then as it was', async () => {
        const runner = database.dataSource.createQueryRunner();
        const client = (await runner.connect()) as DriverClient;
        const query = jest.spyOn(client, 'query');
        const isSent: unknown[] = [];
        query.mockImplementation(function (this: DriverClient, ...args: unknown[]) {
          if (args[0] === 'COMMIT') isSent.push(this.pipeline, this.readyForQuery);
          return send.apply(this, args);
        });
        const send = Object.getPrototypeOf(client).query as DriverClient['query'];
        await runner.startTransaction();
        await stock.take('a', 1, runner.manager);
        await runner.commitTransaction();
        query.mockRestore();
        expect(isSent).toEqual([true, false]);
        expect(client.pipeline).toBe(pipeline);
        await runner.release();
      });

      it('loses nothing of many transactions at once', async () => {
        await Promise.all(Array.from({ length: 40 }, take));
        expect(await amount()).toBe(-30);
        expect(await database.told()).toHaveLength(40);
      });

      it('fails the transaction whose record is refused, and tells nobody that it was committed', async () => {
        refuseNext(database);
        await expect(take()).rejects.toThrow(AuditWriteError);
        expect(await amount()).toBe(10);
        expect(commits).toEqual(['rolled back']);
        expect(await database.told()).toEqual(['stock.take rolled_back after_rollback']);
      });

      it('records the next transaction of the connection, and names the number that was refused', async () => {
        refuseNext(database);
        await expect(take()).rejects.toThrow(AuditWriteError);
        await take();
        expect(await database.told()).toEqual([
          'stock.take rolled_back after_rollback',
          'stock.take success tx',
        ]);
        expect(database.ends.at(-1)).toBe('committed');
      });

      it('writes nothing for a COMMIT that is tried again after the record was refused', async () => {
        const runner: QueryRunner = database.dataSource.createQueryRunner();
        await runner.startTransaction();
        await stock.take('a', 1, runner.manager);
        refuseNext(database);
        await expect(runner.commitTransaction()).rejects.toThrow(AuditWriteError);
        await expect(runner.commitTransaction()).rejects.toThrow(AuditWriteError);
        await runner.rollbackTransaction();
        await runner.release();
        expect(await amount()).toBe(10);
        expect(await database.told()).toEqual(['stock.take rolled_back after_rollback']);
      });

      it('rolls back with the record on its way when another subscriber refuses COMMIT', async () => {
        const refusing: EntitySubscriberInterface = {
          beforeTransactionCommit: () => Promise.reject(new Error('not now')),
        };
        database.dataSource.subscribers.push(refusing);
        try {
          await expect(take()).rejects.toThrow('not now');
        } finally {
          database.dataSource.subscribers.pop();
        }
        expect(await amount()).toBe(10);
        expect(await database.told()).toEqual(['stock.take rolled_back after_rollback']);
        await take();
        expect(await amount()).toBe(9);
      });

      it('lets work go on without a record where that was asked for', async () => {
        await database.dataSource.query('ALTER TABLE audit_event RENAME TO audit_event_away');
        try {
          await new Orders(database.dataSource).tolerant();
        } finally {
          await database.dataSource.query('ALTER TABLE audit_event_away RENAME TO audit_event');
        }
        expect(await amount()).toBe(9);
      });
    }),
);
