import { ForbiddenException } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import type { EntityManager } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock, StockError, StockService } from '../support/audit/stock.js';

class NotAllowed extends Error {}

/** Ends in every way in which a method can. */
class Endings extends StockService {
  constructor(private readonly database: AuditedDatabase) {
    super(database.dataSource);
  }

  private transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.dataSource.transaction(work);
  }

  private change(manager: EntityManager, id = 'a'): Promise<unknown> {
    return manager.increment(Stock, { id }, 'amount', -1);
  }

  @Audited('end.twice')
  async twice(): Promise<void> {
    await this.transaction(manager => this.change(manager));
    await this.transaction(manager => this.change(manager, 'b'));
  }

  @Audited('end.twice-and-fail')
  async twiceAndFail(): Promise<void> {
    await this.twice();
    throw new StockError('too late');
  }

  @Audited('end.retry')
  async retry(times: number): Promise<void> {
    try {
      await this.transaction(async manager => {
        await this.change(manager);
        if (times > 0) throw new StockError('serialization');
      });
    } catch {
      await this.attemptAgain(times - 1);
    }
  }

  /** Not audited: the retry of the same call. */
  private async attemptAgain(times: number): Promise<void> {
    await this.transaction(async manager => {
      await this.change(manager);
      if (times > 0) throw new StockError('serialization');
    }).catch(() => this.attemptAgain(times - 1));
  }

  @Audited('end.swallow')
  async swallow(): Promise<string> {
    await this.transaction(async manager => {
      await this.change(manager);
      throw new StockError('none left');
    }).catch(() => undefined);
    return 'nothing happened';
  }

  @Audited('end.forbidden')
  async forbidden(): Promise<void> {
    await this.break('a', new ForbiddenException());
  }

  @Audited('end.denied', { deniedWhen: error => error instanceof NotAllowed })
  async denied(): Promise<void> {
    throw new NotAllowed();
  }

  @Audited('end.savepoint')
  async savepoint(manager: EntityManager): Promise<void> {
    await manager
      .transaction(async inner => {
        await this.change(inner);
        throw new StockError('only the inner part');
      })
      .catch(() => undefined);
  }

  @Audited('end.half')
  async half(): Promise<void> {
    await this.transaction(async manager => {
      const stock = await manager.findOneByOrFail(Stock, { id: 'a' });
      await manager.save(Object.assign(stock, { note: 'kept' }));
      await manager
        .transaction(async inner => {
          await inner.save(Object.assign(stock, { amount: 0 }));
          throw new StockError('only the inner part');
        })
        .catch(() => undefined);
    });
  }

  @Audited('end.both')
  async both(): Promise<void> {
    await this.transaction(manager => this.change(manager));
    await this.change(this.database.dataSource.manager, 'b');
  }

  @Audited('end.outer')
  async outer(): Promise<void> {
    await this.move('a', 'b', 1);
  }

  @Audited('end.leave-open')
  async leaveOpen(start: () => Promise<void>): Promise<void> {
    await start();
  }
}

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;
  let endings: Endings;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock] });
    endings = new Endings(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, [
      { id: 'a', amount: 10 },
      { id: 'b', amount: 10 },
    ]);
  });

  it('a call with its own transaction is told in it', async () => {
    await endings.move('a', 'b', 2);
    expect(await database.told()).toEqual(['stock.move success tx']);
  });

  it('a call that commits twice is told in two parts of one operation', async () => {
    await endings.twice();
    const records = await database.records();
    expect(records.map(({ part, outcome }) => [part, outcome])).toEqual([
      [1, 'success'],
      [2, 'success'],
    ]);
    expect(new Set(records.map(({ operationId }) => operationId)).size).toBe(1);
  });

  it('a call that fails after it committed is told as both', async () => {
    await expect(endings.twiceAndFail()).rejects.toThrow('too late');
    const records = await database.records();
    const own = records.filter(({ action }) => action === 'end.twice-and-fail');
    expect(own.map(({ part, outcome, atomicity }) => [part, outcome, atomicity])).toEqual([
      [1, 'success', 'tx'],
      [2, 'success', 'tx'],
      [3, 'failure', 'independent'],
    ]);
  });

  it('a call whose transaction is repeated is told once, with the number of rollbacks before', async () => {
    await endings.retry(2);
    const records = await database.records();
    expect(await database.told()).toEqual(['end.retry success tx']);
    expect(records[0]).toMatchObject({ part: 1, details: { rollbacksBefore: 2 } });
  });

  it('a call that swallows its rollback was rolled back', async () => {
    await expect(endings.swallow()).resolves.toBe('nothing happened');
    expect(await database.told()).toEqual(['end.swallow rolled_back after_rollback']);
  });

  it('a failure is told by class and code, never by its message', async () => {
    await expect(endings.break('a')).rejects.toThrow('broken');
    const [record] = await database.records();
    expect(await database.told()).toEqual(['stock.break failure after_rollback']);
    expect(record).toMatchObject({
      reasonCode: 'NO_STOCK',
      failure: { type: 'StockError', code: 'NO_STOCK' },
    });
    expect(JSON.stringify(record)).not.toContain('broken');
  });

  it('a refusal inside the transaction of the call is denied', async () => {
    await expect(endings.forbidden()).rejects.toThrow(ForbiddenException);
    expect(await database.told()).toEqual([
      'end.forbidden denied after_rollback',
      'stock.break denied after_rollback',
    ]);
  });

  it('a refusal of the application is denied where the decorator says so', async () => {
    await expect(endings.denied()).rejects.toThrow(NotAllowed);
    expect(await database.told()).toEqual(['end.denied denied independent']);
  });

  it('a call without any transaction is told by itself, before its caller goes on', async () => {
    await endings.reset();
    expect((await database.records()).map(({ atomicity }) => atomicity)).toEqual(['independent']);
  });

  it('a call whose only work was a savepoint that was rolled back was rolled back', async () => {
    await database.dataSource.transaction(async manager => {
      await endings.take('b', 1, manager);
      await endings.savepoint(manager);
    });
    expect(await database.told()).toEqual(['stock.take success tx', 'end.savepoint rolled_back tx']);
  });

  it('what ended well inside a savepoint that is rolled back is told by the commit around it', async () => {
    await database.dataSource.transaction(async manager => {
      await manager
        .transaction(async inner => {
          await endings.take('a', 1, inner);
          await endings.refuse('a', inner);
        })
        .catch(() => undefined);
      await endings.take('b', 1, manager);
    });
    expect(await database.told()).toEqual([
      'stock.take rolled_back tx',
      'stock.refuse failure tx',
      'stock.take success tx',
    ]);
  });

  it('what was undone at any level is told when everything is rolled back', async () => {
    const failing = database.dataSource.transaction(async manager => {
      await manager.transaction(inner => endings.take('a', 1, inner));
      await manager.transaction(inner => endings.refuse('a', inner)).catch(() => undefined);
      await endings.take('b', 1, manager);
      throw new StockError('all of it');
    });
    await expect(failing).rejects.toThrow('all of it');
    expect(await database.told()).toEqual([
      'stock.take rolled_back after_rollback',
      'stock.refuse failure after_rollback',
      'stock.take rolled_back after_rollback',
    ]);
  });

  it('changes at a level that was rolled back are not told', async () => {
    await endings.half();
    const [record] = await database.records();
    expect(record).toMatchObject({
      outcome: 'success',
      changes: [{ path: '/note', before: null, after: 'kept' }],
    });
  });

  it('writes beside a transaction are told by themselves', async () => {
    await endings.both();
    expect(await database.told()).toEqual(['end.both success tx', 'end.both success independent']);
  });

  it('a call around another one shares its transaction and is named as its parent', async () => {
    await endings.outer();
    const records = await database.records();
    const outer = records.find(({ action }) => action === 'end.outer');
    const inner = records.find(({ action }) => action === 'stock.move');
    expect(await database.told()).toEqual(['end.outer success tx', 'stock.move success tx']);
    expect(inner?.parentOperationId).toBe(outer?.operationId);
  });

  it('a call that leaves its transaction open is told when somebody commits it', async () => {
    const runner = database.dataSource.createQueryRunner();
    await endings.leaveOpen(async () => {
      await runner.startTransaction();
      await runner.manager.increment(Stock, { id: 'a' }, 'amount', 1);
    });
    await runner.commitTransaction();
    await runner.release();
    expect(await database.told()).toEqual(['end.leave-open success tx']);
  });

  it('the store hears how each transaction ended that it wrote into', async () => {
    await endings.move('a', 'b', 1);
    await expect(endings.break('a')).rejects.toThrow('broken');
    await database.dataSource.transaction(async () => undefined);
    expect(database.ends).toEqual(['committed']);
  });
});
