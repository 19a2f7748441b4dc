import { Audited } from 'nestjs-observability';
import type { DataSource, EntityManager } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock } from '../support/audit/stock.js';

/** Lets several callers go on together. */
class Meeting {
  private missing: number;
  private arrive!: () => void;
  private readonly all = new Promise<void>(resolve => (this.arrive = resolve));

  constructor(callers: number) {
    this.missing = callers;
  }

  async wait(): Promise<void> {
    this.missing -= 1;
    if (this.missing === 0) this.arrive();
    await this.all;
  }
}

class Crossing {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('stock.cross', { target: (from: string) => ({ type: 'Stock', id: from }) })
  async cross(from: string, to: string, meeting: Meeting): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id: from }, 'amount', -1);
      await meeting.wait();
      await manager.increment(Stock, { id: to }, 'amount', 1);
    });
  }

  @Audited('stock.step')
  async step(manager: EntityManager, id: string): Promise<void> {
    await manager.increment(Stock, { id }, 'amount', -1);
  }

  /** Takes a deadlock for something that can be passed over: MariaDB goes on without the transaction. */
  @Audited('stock.stubborn', { target: (from: string) => ({ type: 'Stock', id: from }) })
  async stubborn(from: string, to: string, meeting: Meeting): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await this.step(manager, from);
      await meeting.wait();
      await manager.increment(Stock, { id: to }, 'amount', 1).catch(() => undefined);
    });
  }
}

const servers = auditDatabases.filter(kind => kind !== 'sqlite');

describe.each(servers)('Two calls that wait for each other on %s', kind => {
  let database: AuditedDatabase;
  let crossing: Crossing;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], pool: 4 });
    crossing = new Crossing(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, [
      { id: 'a', amount: 10 },
      { id: 'b', amount: 10 },
    ]);
  });

  const amounts = async () =>
    Object.fromEntries(
      (await database.dataSource.manager.find(Stock)).map(({ id, amount }) => [id, amount] as const),
    );

  it('leave a success of the one and a failure of the victim, with the code of the database', async () => {
    const meeting = new Meeting(2);
    const [one, other] = await Promise.allSettled([
      crossing.cross('a', 'b', meeting),
      crossing.cross('b', 'a', meeting),
    ]);
    const victim = one.status === 'rejected' ? 'a' : 'b';
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    await database.told();
    const records = await database.records();
    const told = records.map(
      ({ targets, outcome, atomicity }) => `${targets[0]!.id} ${outcome} ${atomicity}`,
    );
    const winner = victim === 'a' ? 'b' : 'a';
    expect(told.sort()).toEqual([`${victim} failure after_rollback`, `${winner} success tx`].sort());
    expect(records.find(({ outcome }) => outcome === 'failure')!.failure).toMatchObject({
      code: kind === 'postgres' ? '40P01' : 'ER_LOCK_DEADLOCK',
    });
    expect(await amounts()).toEqual({ [winner]: 9, [victim]: 11 });
    expect(database.faults.counts().size).toBe(0);
  });

  if (kind === 'mariadb') {
    it('never claim success for work that the database took back while its transaction went on', async () => {
      const meeting = new Meeting(2);
      // Two that pass it over: one of them is the victim, whichever the database chooses.
      await Promise.all([crossing.stubborn('a', 'b', meeting), crossing.stubborn('b', 'a', meeting)]);
      await database.told();
      const now = await amounts();
      const winner = now['a'] === 9 ? 'a' : 'b';
      const records = await database.records();
      const of = (id: string) => {
        const operation = records.find(
          ({ action, targets }) => action === 'stock.stubborn' && targets[0]!.id === id,
        )!;
        const step = records.find(({ parentOperationId }) => parentOperationId === operation.operationId)!;
        return [operation.outcome, step.outcome];
      };
      expect(now).toEqual(winner === 'a' ? { a: 9, b: 11 } : { a: 11, b: 9 });
      expect(of(winner)).toEqual(['success', 'success']);
      expect(of(winner === 'a' ? 'b' : 'a')).toEqual(['unknown', 'rolled_back']);
    });
  }
});
