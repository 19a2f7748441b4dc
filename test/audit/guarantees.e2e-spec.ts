import { Audited } from 'nestjs-observability';
import { AuditAtomicityError, AuditWriteError } from 'nestjs-observability/audit';
import type { DataSource, EntityManager } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockService } from '../support/audit/stock.js';
import { tableAuditStore, type TableAuditSink } from '../support/audit/table-audit-sink.js';

class Guarded {
  readonly seen: string[] = [];

  constructor(private readonly dataSource: DataSource) {}

  @Audited('guard.raw', { atomic: 'required' })
  async raw(statement: string): Promise<void> {
    await this.dataSource.query(statement);
  }

  @Audited('guard.builder', { atomic: 'required' })
  async builder(): Promise<void> {
    await this.dataSource.createQueryBuilder().update(Stock).set({ amount: 0 }).execute();
  }

  @Audited('guard.save', { atomic: 'required' })
  async save(): Promise<void> {
    await this.dataSource.manager.save(Object.assign(new Stock(), { id: 'saved', amount: 1 }));
  }

  @Audited('guard.read', { atomic: 'required' })
  async read(): Promise<number> {
    return this.dataSource.manager.count(Stock);
  }

  @Audited('guard.inner')
  async inner(): Promise<void> {
    await this.dataSource.query(`DELETE FROM stock`);
  }

  @Audited('guard.outer', { atomic: 'required' })
  async outer(): Promise<void> {
    await this.inner();
  }

  @Audited('pay.charge', { atomic: 'attempt-first', target: (id: string) => ({ type: 'Order', id }) })
  async charge(_id: string, records: () => Promise<unknown[]>, error?: Error): Promise<string> {
    this.seen.push(JSON.stringify(await records()));
    if (error) throw error;
    return 'charged';
  }

  @Audited('log.take', { onWriteError: 'log' })
  async tolerant(manager: EntityManager): Promise<void> {
    await manager.increment(Stock, { id: 'a' }, 'amount', -1);
  }

  @Audited('fail.alone', { onWriteError: 'fail' })
  async alone(): Promise<string> {
    return 'done';
  }
}

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;
  let guarded: Guarded;
  let stock: StockService;
  let sink: TableAuditSink;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], store: tableAuditStore });
    guarded = new Guarded(database.dataSource);
    stock = new StockService(database.dataSource);
    sink = database.sink as TableAuditSink;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });
  afterEach(() => {
    sink.broken = undefined;
  });

  const amount = async () => (await database.dataSource.manager.findOneBy(Stock, { id: 'a' }))?.amount;

  describe(`atomic: 'required'`, () => {
    it.each([
      'UPDATE stock SET amount = 0',
      'DELETE FROM stock',
      `INSERT INTO stock (id, amount) VALUES ('x', 1)`,
      '/* a comment */ update stock set amount = 0',
    ])('refuses %s outside of a transaction, before it runs', async statement => {
      await expect(guarded.raw(statement)).rejects.toThrow(AuditAtomicityError);
      expect(await amount()).toBe(10);
      expect(await database.told()).toEqual(['guard.raw failure independent']);
      expect((await database.records())[0]).toMatchObject({ reasonCode: 'AUDIT_NOT_ATOMIC' });
    });

    it('says where, what and how to put it right', async () => {
      await expect(guarded.raw('DELETE FROM stock')).rejects.toThrow(
        /^Guarded\.raw takes atomic: 'required' and was about to write outside of a transaction\. Write through dataSource\.transaction\(\)/,
      );
    });

    it('refuses a query builder likewise', async () => {
      await expect(guarded.builder()).rejects.toThrow(AuditAtomicityError);
      expect(await amount()).toBe(10);
    });

    it('refuses what a method does that the method calls', async () => {
      await expect(guarded.outer()).rejects.toThrow(/^Guarded\.outer takes/);
      expect(await amount()).toBe(10);
    });

    it('lets save(), reads and real transactions pass', async () => {
      await guarded.save();
      await expect(guarded.read()).resolves.toBe(2);
      await database.dataSource.transaction(manager => stock.take('a', 1, manager));
      expect(await database.told()).toEqual([
        'guard.save success tx',
        'guard.read success independent',
        'stock.take success tx',
      ]);
    });
  });

  describe(`atomic: 'attempt-first'`, () => {
    it('makes the attempt durable before the method runs, and tells the result beside it', async () => {
      guarded.seen.length = 0;
      await expect(guarded.charge('7', () => database.records())).resolves.toBe('charged');
      expect(guarded.seen[0]).toMatch(/"phase":"attempt".*"outcome":"unknown","atomicity":"attempt"/);
      const records = await database.records();
      expect(records.map(({ phase, outcome }) => [phase, outcome])).toEqual([
        ['attempt', 'unknown'],
        ['result', 'success'],
      ]);
      expect(records[0]!.operationId).toBe(records[1]!.operationId);
    });

    it('tells a failure beside the attempt', async () => {
      await expect(guarded.charge('7', () => database.records(), new Error('declined'))).rejects.toThrow(
        'declined',
      );
      expect(await database.told()).toEqual(['pay.charge unknown attempt', 'pay.charge failure independent']);
    });

    it('does not run the method when the attempt cannot be stored', async () => {
      guarded.seen.length = 0;
      sink.broken = new Error('the disk is full');
      await expect(guarded.charge('7', () => database.records())).rejects.toThrow(AuditWriteError);
      expect(guarded.seen).toEqual([]);
    });

    it('refuses to run inside a transaction, where nothing can be made durable', async () => {
      const inside = database.service.run({}, () =>
        database.dataSource.transaction(() => guarded.charge('7', () => database.records())),
      );
      await expect(inside).rejects.toThrow(/Guarded\.charge takes atomic: 'attempt-first'/);
    });
  });

  describe('when the store refuses', () => {
    it('a transaction fails and is rolled back', async () => {
      const taking = database.dataSource.transaction(async manager => {
        await stock.take('a', 3, manager);
        sink.broken = new Error('the disk is full');
      });
      await expect(taking).rejects.toThrow(AuditWriteError);
      sink.broken = undefined;
      expect(await amount()).toBe(10);
    });

    it('the call whose transaction it was fails, and its failure is told as soon as the store is back', async () => {
      sink.broken = new Error('the disk is full');
      await expect(stock.move('a', 'b', 1)).rejects.toThrow(/could not be stored: the disk is full/);
      sink.broken = undefined;
      expect(await amount()).toBe(10);
      await stock.think();
      expect(await database.told()).toEqual(['stock.think success independent']);
    });

    it('a transaction goes on where the decorator says so, and the loss is counted', async () => {
      const before = database.faults.counts().get('audit write') ?? 0;
      await database.dataSource.transaction(async manager => {
        await guarded.tolerant(manager);
        sink.broken = new Error('the disk is full');
      });
      sink.broken = undefined;
      expect(await amount()).toBe(9);
      expect(database.faults.counts().get('audit write')).toBe(before + 1);
    });

    it('a statement that fails in the database does not poison such a transaction', async () => {
      const write = sink.writeWithin.bind(sink);
      sink.writeWithin = async runner => {
        await runner.query('/* audit */ INSERT INTO audit_probe (id) VALUES (NULL)');
        return [];
      };
      await database.dataSource.transaction(manager => guarded.tolerant(manager));
      sink.writeWithin = write;
      expect(await amount()).toBe(9);
    });

    it('a call without a transaction succeeds, and the loss is counted', async () => {
      const before = database.faults.counts().get('audit write') ?? 0;
      sink.broken = new Error('the disk is full');
      await stock.think();
      expect(database.faults.counts().get('audit write')).toBe(before + 1);
    });

    it('a call without a transaction fails where the decorator says so', async () => {
      sink.broken = new Error('the disk is full');
      await expect(guarded.alone()).rejects.toThrow(AuditWriteError);
    });

    it('the error of the call stays what it is', async () => {
      sink.broken = new Error('the disk is full');
      await expect(stock.break('a')).rejects.toThrow('broken');
    });
  });

  it('what throws after the commit reaches nobody', async () => {
    const listener = {
      stored: () => {
        throw new Error('a listener that throws');
      },
    };
    database.audit.listeners.push(listener);
    const { ended } = sink;
    sink.ended = () => {
      throw new Error('a store that throws');
    };
    await expect(stock.move('a', 'b', 1)).resolves.toBeUndefined();
    database.audit.listeners.pop();
    sink.ended = ended;
    expect(await amount()).toBe(9);
    expect(database.faults.counts().get('audit listener')).toBe(1);
    expect(database.faults.counts().get('audit sink')).toBe(1);
  });

  it('listeners hear of every record that is durable, and of every one that is lost', async () => {
    const heard: string[] = [];
    database.audit.listeners.push({
      stored: ({ action }) => void heard.push(`stored ${action}`),
      failed: ({ action }) => void heard.push(`failed ${action}`),
    });
    await stock.move('a', 'b', 1);
    await stock.think();
    sink.broken = new Error('the disk is full');
    await stock.think();
    database.audit.listeners.pop();
    expect(heard).toEqual(['stored stock.move', 'stored stock.think', 'failed stock.think']);
  });
});
