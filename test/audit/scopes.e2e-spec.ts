import { createHook } from 'node:async_hooks';
import { Audited } from 'nestjs-observability';
import { AmbiguousTransactionError, AuditAtomicityError, AuditService, InvalidAuditEntryError, type ManualAuditEntry } from 'nestjs-observability/audit';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockService } from '../support/audit/stock.js';

class Named {
  @Audited('named.think', { manager: (manager: EntityManager) => manager })
  async think(_manager: EntityManager): Promise<void> {}
}

class Reasoned {
  @Audited('reason.give', { reason: (given: object | number | null) => given })
  async give(_given: object | number | null): Promise<void> {}
}

class Payments {
  readonly charged: string[] = [];

  constructor(private readonly dataSource: DataSource) {}

  @Audited('pay.charge', { atomic: 'attempt-first' })
  async charge(id: string, _within?: unknown): Promise<void> {
    this.charged.push(id);
  }

  @Audited('pay.book', { atomic: 'attempt-first' })
  async book(within: () => EntityManager): Promise<void> {
    await within().increment(Stock, { id: 'a' }, 'amount', 1);
    this.charged.push('booked');
  }

  @Audited('pay.own', { atomic: 'attempt-first' })
  async own(): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id: 'a' }, 'amount', 1);
      await manager.transaction(inner => inner.increment(Stock, { id: 'a' }, 'amount', 1));
    });
  }
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

  const severalConnections = kind === 'sqlite' ? describe.skip : describe;
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

  describe(`atomic: 'attempt-first' in a transaction that no scope knows`, () => {
    it.each([
      ['the manager', (manager: EntityManager) => manager as unknown],
      ['a repository', (manager: EntityManager) => manager.getRepository(Stock)],
      ['the query runner', (manager: EntityManager) => manager.queryRunner],
    ])('is refused before anything is written when it is given %s', async (_what, give) => {
      const payments = new Payments(database.dataSource);
      const paying = database.dataSource.transaction(manager => payments.charge('7', give(manager)));
      await expect(paying).rejects.toThrow(/Payments\.charge takes atomic: 'attempt-first' and was called inside/);
      expect(payments.charged).toEqual([]);
      expect((await database.told()).filter(line => line.includes('attempt'))).toEqual([]);
    });

    severalConnections('of which it is not told', () => {
      it('is refused before its first statement, and both are recorded', async () => {
        const payments = new Payments(database.dataSource);
        const paying = database.dataSource.transaction(manager => payments.book(() => manager));
        await expect(paying).rejects.toThrow(AuditAtomicityError);
        expect(payments.charged).toEqual([]);
        const told = await database.told();
        expect(told[0]).toBe('pay.book unknown attempt');
        expect(told[1]).toMatch(/^pay\.book failure/);
        const amount = (await database.dataSource.manager.findOneByOrFail(Stock, { id: 'a' })).amount;
        expect(amount).toBe(10);
      });
    });

    it('runs where the transaction is its own, savepoints included', async () => {
      await new Payments(database.dataSource).own();
      expect(await database.told()).toEqual(['pay.own unknown attempt', 'pay.own success tx']);
    });

    it('runs with a manager that is in no transaction', async () => {
      const payments = new Payments(database.dataSource);
      await payments.charge('7', database.dataSource.manager);
      expect(payments.charged).toEqual(['7']);
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

  describe('AuditService.record() of what is no entry', () => {
    it.each([
      ['action', { action: 'Order 4711 was cancelled' }, /action 'Order 4711 was cancelled' is no name/],
      ['outcome', { action: 'a', outcome: 'ok' }, /outcome is 'ok'\. Pass 'success', 'failure', 'denied'/],
      ['outcome', { action: 'a', outcome: 'toString' }, /outcome is 'toString'/],
      ['crud', { action: 'a', crud: 'update' }, /crud is 'update'\. Pass 'c', 'r', 'u', 'd', 'x', or leave/],
      ['target', { action: 'a', target: 'Order/1' }, /target is 'Order\/1'\. Pass \{ type: 'Order'/],
      ['target', { action: 'a', target: { type: 'Order' } }, /target has no type or no id/],
      ['target', { action: 'a', target: [{ type: 'Order', id: '1' }, 7] }, /target is 7/],
    ])('says what is wrong with its %s, and records nothing', async (field, entry, message) => {
      const recording = service.record(entry as unknown as ManualAuditEntry);
      await expect(recording).rejects.toThrow(message);
      await expect(recording).rejects.toThrow(InvalidAuditEntryError);
      await expect(recording).rejects.toMatchObject({ code: 'AUDIT_ENTRY_INVALID', field });
      expect(await database.told()).toEqual([]);
    });
  });

  describe('a reason that is no text', () => {
    const reason = { ticket: 7, by: ['phone'], password: 'hunter2' };

    it.each([
      ['of a decorator', () => new Reasoned().give(reason)],
      ['of an entry by hand', () => service.record({ action: 'reason.give', reason })],
    ])('%s is stored as JSON, with secrets masked', async (_name, record) => {
      await record();
      const [stored] = await database.records();
      expect(JSON.parse(stored!.reason!)).toEqual({ ticket: 7, by: ['phone'], password: '[REDACTED]' });
    });

    it.each([
      ['of a decorator', (given: number | null) => new Reasoned().give(given)],
      ['of an entry by hand', (given: number | null) => service.record({ action: 'reason.give', reason: given })],
    ])('%s is a text where it is a number, and none where it is null', async (_name, record) => {
      await record(42);
      await record(null);
      expect((await database.records()).map(({ reason: stored }) => stored)).toEqual(['42', undefined]);
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
