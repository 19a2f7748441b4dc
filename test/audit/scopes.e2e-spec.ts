import { createHook } from 'node:async_hooks';
import { Audited } from 'nestjs-observability';
import { AmbiguousTransactionError, AuditService } from 'nestjs-observability/audit';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockService } from '../support/audit/stock.js';
import { describeUnless } from '../support/describe-unless.js';

class Named {
  @Audited('named.think', { manager: (manager: EntityManager) => manager })
  async think(_manager: EntityManager): Promise<void> {}
}

class Jobs {
  constructor(
    private readonly audit: AuditService,
    private readonly dataSource: DataSource,
  ) {}

  @Audited('job.import')
  async import(): Promise<string> {
    return this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id: 'a' }, 'amount', 1);
      return this.audit.record({
        action: 'job.row',
        target: { type: 'Row', id: '1' },
        changes: [{ path: '/amount', before: 1, after: 2 }],
        details: { line: 7 },
      });
    });
  }
}

/** Profilers, debuggers and, before Node 24, every AsyncLocalStorage make Node leave its ids on each promise. */
const hooked = auditDatabases.map(kind => [kind, 'while an async hook watches promises', true] as const);
const everywhere = [...auditDatabases.map(kind => [kind, 'as usual', false] as const), ...hooked];

describe.each(everywhere)('on %s, %s', (kind, _name, isHooked) => {
  const hook = createHook({ init: () => undefined });
  let database: AuditedDatabase;
  let stock: StockService;
  let service: AuditService;

  beforeAll(async () => {
    if (isHooked) hook.enable();
    database = await auditedDatabase(kind, { entities: [Stock], pool: 3 });
    stock = new StockService(database.dataSource);
    ({ service } = database);
  });
  afterAll(async () => {
    await database.close();
    hook.disable();
  });
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });

  /** Two transactions that are open at once; SQLite has one connection for all. */
  async function twoOpen(work: (one: QueryRunner, other: QueryRunner) => Promise<void>): Promise<void> {
    const runners = [database.dataSource.createQueryRunner(), database.dataSource.createQueryRunner()];
    for (const runner of runners) await runner.startTransaction();
    try {
      await work(runners[0]!, runners[1]!);
    } finally {
      for (const runner of runners) if (runner.isTransactionActive) await runner.rollbackTransaction();
      for (const runner of runners) await runner.release();
    }
  }

  describe('a call that sends no statement', () => {
    it('belongs to the one transaction that is open around it', async () => {
      await service.run({}, () => database.dataSource.transaction(() => stock.think()));
      expect(await database.told()).toEqual(['stock.think success tx']);
    });

    it('is rolled back with it', async () => {
      const failing = service.run({}, () =>
        database.dataSource.transaction(async () => {
          await stock.think();
          throw new Error('never mind');
        }),
      );
      await expect(failing).rejects.toThrow('never mind');
      expect(await database.told()).toEqual(['stock.think rolled_back after_rollback']);
    });

    it('stands alone when no transaction is open', async () => {
      await service.run({}, async () => {
        await database.dataSource.transaction(async () => undefined);
        await stock.think();
      });
      expect(await database.told()).toEqual(['stock.think success independent']);
    });
  });

  const severalConnections = describeUnless(kind === 'sqlite' ? 'SQLite has one connection' : undefined);
  severalConnections('while two transactions are open', () => {
    it('a call that used one of them belongs to that one', async () => {
      await service.run({}, () =>
        twoOpen(async (one, other) => {
          await stock.take('a', 1, other.manager);
          await other.commitTransaction();
          await one.rollbackTransaction();
        }),
      );
      expect(await database.told()).toEqual(['stock.take success tx']);
    });

    it('a call that used neither fails, and says how to name one', async () => {
      const calling = service.run({}, () =>
        twoOpen(async (_one, other) => {
          await stock.think().finally(() => other.commitTransaction());
        }),
      );
      await expect(calling).rejects.toThrow(AmbiguousTransactionError);
      await expect(calling).rejects.toThrow(/StockService\.think ended while 2 transactions.*pass manager/);
      expect(await database.told()).toEqual(['stock.think failure tx']);
    });

    it('a call that names one belongs to it', async () => {
      await service.run({}, () =>
        twoOpen(async (one, other) => {
          await new Named().think(one.manager);
          await one.commitTransaction();
          await other.rollbackTransaction();
        }),
      );
      expect(await database.told()).toEqual(['named.think success tx']);
    });

    it('a record by hand needs to name one', async () => {
      await service.run({}, () =>
        twoOpen(async (one, other) => {
          const unnamed = service.record({ action: 'hand.made' });
          await expect(unnamed).rejects.toThrow(AmbiguousTransactionError);
          await service.record({ action: 'hand.made', manager: other.manager });
          await other.commitTransaction();
          await one.rollbackTransaction();
        }),
      );
      expect(await database.told()).toEqual(['hand.made success tx']);
    });
  });

  describe('AuditService.record()', () => {
    it('joins the transaction of the audited call around it', async () => {
      const id = await new Jobs(service, database.dataSource).import();
      const records = await database.records();
      const row = records.find(({ action }) => action === 'job.row');
      const job = records.find(({ action }) => action === 'job.import');
      expect(row).toMatchObject({
        id,
        atomicity: 'tx',
        capture: 'manual',
        parentOperationId: job?.operationId,
        targets: [{ type: 'Row', id: '1' }],
        changes: [{ path: '/amount', before: 1, after: 2 }],
        details: { line: 7 },
      });
    });

    it('joins a transaction by its manager alone', async () => {
      await database.dataSource.transaction(manager =>
        service.record({ action: 'hand.made', outcome: 'denied', reasonCode: 'LIMIT', manager }),
      );
      expect(await database.told()).toEqual(['hand.made denied tx']);
    });

    it('is durable when it resolves, where there is no transaction', async () => {
      await service.record({ action: 'hand.made', crud: 'x', reason: 'asked by phone' });
      expect(await database.records()).toMatchObject([
        { action: 'hand.made', crud: 'x', reason: 'asked by phone', atomicity: 'independent' },
      ]);
    });
  });

  describe('AuditService.run()', () => {
    it('says who acts where no request does', async () => {
      const actor = { id: 'nightly', type: 'system', actingFor: 'u1' } as const;
      await service.run({ actor, tenant: 'acme' }, () => stock.move('a', 'b', 1));
      expect(await database.records()).toMatchObject([{ actor, tenant: 'acme' }]);
    });

    it('gives back what the work gives', async () => {
      expect(service.run({}, () => 7)).toBe(7);
      await expect(service.run({}, async () => Promise.reject(new Error('late')))).rejects.toThrow('late');
    });

    it('inside another one changes what it names and keeps the rest', async () => {
      await service.run({ actor: { id: 'nightly' }, tenant: 'acme' }, () =>
        service.run({ tenant: 'globex' }, () => stock.think()),
      );
      expect(await database.records()).toMatchObject([
        { actor: { id: 'nightly', type: 'system' }, tenant: 'globex' },
      ]);
    });

    it('shares the open transactions of the work around it', async () => {
      await service.run({ tenant: 'acme' }, () =>
        database.dataSource.transaction(() => service.run({ tenant: 'globex' }, () => stock.think())),
      );
      expect(await database.told()).toEqual(['stock.think success tx']);
    });
  });

  it('a call that nobody named an actor for has an unknown one, and is told all the same', async () => {
    await stock.move('a', 'b', 1);
    expect(await database.records()).toMatchObject([{ actor: { type: 'unknown' } }]);
  });
});
