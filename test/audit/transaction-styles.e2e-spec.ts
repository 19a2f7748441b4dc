import { AsyncLocalStorage } from 'node:async_hooks';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import {
  addTransactionalDataSource,
  deleteDataSourceByName,
  initializeTransactionalContext,
  runInTransaction,
} from 'typeorm-transactional';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockService } from '../support/audit/stock.js';

/** A way to run work in a transaction; the manager is what the work uses. */
interface Style {
  readonly name: string;
  run(dataSource: DataSource, work: (manager: EntityManager) => Promise<void>): Promise<void>;
}

const current = new AsyncLocalStorage<EntityManager>();

/** What the TypeORM adapter of nestjs-cls does: the manager of the transaction travels beside the call. */
function transactionHost(dataSource: DataSource) {
  return {
    withTransaction: (work: () => Promise<void>) =>
      dataSource.transaction(manager => current.run(manager, work)),
    get tx(): EntityManager {
      return current.getStore() ?? dataSource.manager;
    },
  };
}

async function byHand(dataSource: DataSource, work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await work(runner);
  } finally {
    await runner.release();
  }
}

const styles: readonly Style[] = [
  { name: 'dataSource.transaction()', run: (dataSource, work) => dataSource.transaction(work) },
  {
    name: 'a QueryRunner',
    run: (dataSource, work) =>
      byHand(dataSource, async runner => {
        await runner.startTransaction();
        try {
          await work(runner.manager);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        }
      }),
  },
  {
    name: 'a nested transaction',
    run: (dataSource, work) =>
      dataSource.transaction(outer => outer.transaction(inner => inner.transaction(work))),
  },
  {
    name: 'statements of its own',
    run: (dataSource, work) =>
      byHand(dataSource, async runner => {
        await runner.query('BEGIN');
        try {
          await work(runner.manager);
          await runner.query('COMMIT');
        } catch (error) {
          await runner.query('ROLLBACK');
          throw error;
        }
      }),
  },
  {
    name: 'the style of the nestjs-cls adapter',
    run: (dataSource, work) => {
      const host = transactionHost(dataSource);
      return host.withTransaction(() => work(host.tx));
    },
  },
  {
    name: 'typeorm-transactional',
    run: (dataSource, work) => runInTransaction(() => work(dataSource.manager)),
  },
];

/** Each as it is, and PostgreSQL where the driver does not wait for answers. */
const ways = auditDatabases.flatMap(kind =>
  (kind === 'postgres' ? [false, true] : [false]).map(pipeline => [kind, pipeline] as const),
);

describe.each(ways)('on %s with a pool of one connection (pipelined: %s)', (kind, pipeline) => {
  let database: AuditedDatabase;
  let service: StockService;

  beforeAll(async () => {
    initializeTransactionalContext();
    database = await auditedDatabase(kind, { entities: [Stock], pipeline });
    addTransactionalDataSource(database.dataSource);
    service = new StockService(database.dataSource);
  });
  afterAll(async () => {
    deleteDataSourceByName('default');
    await database.close();
  });
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, [
      { id: 'a', amount: 10 },
      { id: 'b', amount: 10 },
    ]);
  });

  const amountOf = async (id: string) =>
    (await database.dataSource.manager.findOneByOrFail(Stock, { id })).amount;

  describe.each(styles)('$name', ({ run }) => {
    const transaction = (work: (manager: EntityManager) => Promise<void>) => run(database.dataSource, work);

    it('carries the record of a call in its commit', async () => {
      const stored = async (manager: EntityManager) =>
        (await manager.query<unknown[]>(`SELECT id FROM ${database.table}`)).length;
      await transaction(async manager => {
        const before = await stored(manager);
        await service.take('a', 3, manager);
        expect(await stored(manager)).toBe(before);
      });
      expect(await database.told()).toEqual(['stock.take success tx']);
      expect(await amountOf('a')).toBe(7);
    });

    it('tells what was rolled back, and what failed', async () => {
      const failing = transaction(async manager => {
        await service.take('a', 3, manager);
        await service.refuse('a', manager);
      });
      await expect(failing).rejects.toThrow('none left');
      expect(await database.told()).toEqual([
        'stock.take rolled_back after_rollback',
        'stock.refuse failure after_rollback',
      ]);
      expect(await amountOf('a')).toBe(10);
    });

    it('carries a failure that the caller caught', async () => {
      await transaction(async manager => {
        await service.refuse('a', manager).catch(() => undefined);
        await service.take('a', 1, manager);
      });
      expect(await database.told()).toEqual(['stock.refuse failure tx', 'stock.take success tx']);
    });

    it('writes all of its records at once', async () => {
      const write = jest.spyOn(database.sink, 'writeWithin');
      const send = jest.spyOn(database.sink, 'sendWithin');
      await transaction(async manager => {
        for (let call = 0; call < 5; call += 1) await service.take('a', 1, manager);
      });
      // What is sent need not be written; statements of the application's own are waited for.
      const sent = (await Promise.all(send.mock.results.map(({ value }) => value as unknown))).filter(
        Boolean,
      );
      expect(write.mock.calls.length + sent.length).toBe(1);
      write.mockRestore();
      send.mockRestore();
      expect(await database.told()).toHaveLength(5);
    });
  });
});
