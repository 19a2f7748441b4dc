import { UnauthorizedException } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import type { DataSource, EntityManager, EntitySubscriberInterface } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { Stock, StockService } from '../support/audit/stock.js';

type Loader = (manager: EntityManager) => Promise<unknown>;

/** Calls whose loader has transactions of its own, and calls that end in unusual ways. */
class Entangled extends StockService {
  constructor(private readonly source: DataSource) {
    super(source);
  }

  @Audited('stock.load', { before: ({ manager }, _manager: EntityManager, load: Loader) => load(manager) })
  async load(manager: EntityManager, _load: Loader): Promise<void> {
    await manager.increment(Stock, { id: 'a' }, 'amount', -1);
  }

  @Audited('stock.insist')
  async insist(): Promise<void> {
    const work = () => this.source.transaction(it => it.increment(Stock, { id: 'a' }, 'amount', -1));
    await work().catch(work);
  }

  @Audited('stock.nest')
  async nest(): Promise<void> {
    await this.source.transaction(async outer => {
      await outer.transaction(inner => inner.increment(Stock, { id: 'a' }, 'amount', -1));
      const stock = await outer.findOneByOrFail(Stock, { id: 'a' });
      await outer.save(Object.assign(stock, { note: 'later' }));
    });
  }

  @Audited('stock.login')
  async login(): Promise<never> {
    throw new UnauthorizedException();
  }

  @Audited('stock.numbers')
  async *numbers(): AsyncGenerator<number> {
    yield 1;
  }
}

/** Hears of transactions before the audit trail does. */
async function heardBy(
  { dataSource }: AuditedDatabase,
  subscriber: EntitySubscriberInterface,
  work: () => Promise<void>,
): Promise<void> {
  dataSource.subscribers.unshift(subscriber);
  try {
    await work();
  } finally {
    dataSource.subscribers.shift();
  }
}

let database: AuditedDatabase;
let stock: Entangled;
const transaction = (work: Loader) => database.dataSource.transaction(work);

function suiteOn(kind: AuditedDatabase['kind'], pool: number): void {
  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], pool });
    stock = new Entangled(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });
}

describe.each(auditDatabases)('on %s with a pool of one connection', kind => {
  suiteOn(kind, 1);

  it('a call that nobody knows a transaction of does not wait for its record while one is open', async () => {
    const { sink } = database;
    const write = sink.write.bind(sink);
    let isSettled = false;
    sink.write = entries => write(entries).finally(() => (isSettled = true));
    // The transaction has the only connection, so whoever waited for the record would wait for a time-out.
    await transaction(async () => {
      await stock.think();
      sink.write = write;
      expect(isSettled).toBe(false);
    });
    expect(await database.told()).toEqual(['stock.think success independent']);
  });

  it('what ended well in a savepoint goes with the savepoint around it', async () => {
    await transaction(async outer => {
      const failing = outer.transaction(async middle => {
        await middle.transaction(inner => stock.take('a', 1, inner));
        throw new Error('not after all');
      });
      await failing.catch(() => undefined);
    });
    expect(await database.told()).toEqual(['stock.take rolled_back tx']);
  });

  it('a call is told with what it changed after a savepoint of its own', async () => {
    await stock.nest();
    expect(await database.records()).toMatchObject([
      { outcome: 'success', changes: [{ path: '/note', before: null, after: 'later' }] },
    ]);
  });

  it('what ended well in a savepoint of TypeORM goes with one that was set by hand around it', async () => {
    await transaction(async outer => {
      await outer.query('SAVEPOINT mine');
      await outer.transaction(inner => stock.take('a', 1, inner));
      await outer.query('ROLLBACK TO SAVEPOINT mine');
    });
    expect(await database.told()).toEqual(['stock.take rolled_back tx']);
  });

  it('a loader that sets a savepoint leaves those of the application as they are', async () => {
    await transaction(async outer => {
      const failing = outer.transaction(async inner => {
        await stock.load(inner, manager => manager.transaction(it => it.findOneBy(Stock, { id: 'a' })));
        throw new Error('not after all');
      });
      await failing.catch(() => undefined);
    });
    expect(await database.told()).toEqual(['stock.load rolled_back tx']);
  });

  it('a call that tries again after its COMMIT was refused is told as one part', async () => {
    let refusals = 1;
    const refusing: EntitySubscriberInterface = {
      beforeTransactionCommit: () =>
        (refusals -= 1) < 0 ? Promise.resolve() : Promise.reject(new Error('not now')),
    };
    database.dataSource.subscribers.push(refusing);
    await stock.insist();
    database.dataSource.subscribers.pop();
    expect(await database.records()).toMatchObject([
      { outcome: 'success', part: 1, details: { rollbacksBefore: 1 } },
    ]);
  });

  it('a call that finds nobody signed in is denied', async () => {
    await expect(stock.login()).rejects.toThrow(UnauthorizedException);
    expect(await database.told()).toEqual(['stock.login denied independent']);
  });

  it('an iteration whose end is asked for several times at once is told once', async () => {
    const numbers = stock.numbers();
    await Promise.all([numbers.next(), numbers.next(), numbers.next()]);
    expect(await database.told()).toEqual(['stock.numbers success independent']);
  });
});

describeOnServers('on %s with several connections', kind => {
  suiteOn(kind, 4);

  const inScope = (work: Loader) => database.service.run({}, () => transaction(work));

  it('a call that writes beside the open transaction of its scope does not join that', async () => {
    await inScope(() => stock.reset());
    expect(await database.told()).toEqual(['stock.reset success independent']);
  });

  it('a call with a transaction of its own does not join the open one of its scope either', async () => {
    await inScope(() => stock.insist());
    expect(await database.told()).toEqual(['stock.insist success tx']);
  });

  it('a transaction of a loader is none that a call could belong to', async () => {
    await inScope(manager =>
      stock.load(manager, () => transaction(async () => database.service.run({}, () => stock.think()))),
    );
    expect(await database.told()).toEqual(['stock.load success tx']);
    await inScope(async manager => {
      let begun = (): void => undefined;
      let end = (): void => undefined;
      const isOpen = new Promise<void>(resolve => (begun = resolve));
      const mayEnd = new Promise<void>(resolve => (end = resolve));
      const loading = stock.load(manager, () =>
        transaction(it =>
          it
            .query('SELECT 1')
            .then(begun)
            .then(() => mayEnd),
        ),
      );
      await isOpen;
      await stock.think();
      end();
      await loading;
    });
    expect(await database.told()).toEqual(
      expect.arrayContaining(['stock.load success tx', 'stock.think success tx']),
    );
  });

  it('a connection that goes back to its pool with its transaction open leaves an unknown one', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await stock.take('a', 1, runner.manager);
    const { transactions } = database.audit;
    expect(transactions?.isInside(runner)).toBe(true);
    await runner.release();
    // TypeORM goes on taking it for open, on a connection that somebody else may have by now.
    expect(runner.isTransactionActive).toBe(true);
    (transactions as unknown as { lookForVanished(): void }).lookForVanished();
    expect(await database.told()).toEqual(['stock.take unknown independent']);
  });

  it('what was rolled back is not lost where another transaction follows at once on the connection', async () => {
    const runner = database.dataSource.createQueryRunner();
    const following: EntitySubscriberInterface = {
      afterTransactionRollback: async event => {
        if (event.queryRunner === runner && !runner.isTransactionActive) await runner.startTransaction();
      },
    };
    await runner.startTransaction();
    await stock.take('a', 1, runner.manager);
    await heardBy(database, following, () => runner.rollbackTransaction());
    await runner.rollbackTransaction();
    await runner.release();
    expect(await database.told()).toEqual(['stock.take unknown independent']);
  });
});
