import { Audited } from 'nestjs-observability';
import { AuditAtomicityError } from 'nestjs-observability/audit';
import type { DataSource, EntityManager } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock } from '../support/audit/stock.js';
import { describeUnless } from '../support/describe-unless.js';

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

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], pool: 3 });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });

  const severalConnections = describeUnless(kind === 'sqlite' ? 'SQLite has one connection' : undefined);

  describe(`atomic: 'attempt-first' in a transaction that no scope knows`, () => {
    it.each([
      ['the manager', (manager: EntityManager) => manager as unknown],
      ['a repository', (manager: EntityManager) => manager.getRepository(Stock)],
      ['the query runner', (manager: EntityManager) => manager.queryRunner],
    ])('is refused before anything is written when it is given %s', async (_what, give) => {
      const payments = new Payments(database.dataSource);
      const paying = database.dataSource.transaction(manager => payments.charge('7', give(manager)));
      await expect(paying).rejects.toThrow(
        /Payments\.charge takes atomic: 'attempt-first' and was called inside/,
      );
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
});
