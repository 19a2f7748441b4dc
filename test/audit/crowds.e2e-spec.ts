import { ForbiddenException } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import { lockedLoader } from 'nestjs-observability/audit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { auditDatabases, auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { Stock } from '../support/audit/stock.js';
import { describeUnless } from '../support/describe-unless.js';

const writers = 16;
const rounds = 25;
const hotRows = 5;

class Counter {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('count.locked', {
    target: (id: string) => ({ type: 'Stock', id }),
    before: lockedLoader(Stock),
  })
  async locked(id: string): Promise<void> {
    await this.dataSource.transaction(async manager => {
      const { amount } = await manager.findOneOrFail(Stock, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      await manager.update(Stock, { id }, { amount: amount + 1 });
    });
  }

  /** Reads without a lock, as every package does that takes `databaseEntity` for the state before. */
  @Audited('count.naive')
  async naive(id: string): Promise<void> {
    const stock = await this.dataSource.manager.findOneByOrFail(Stock, { id });
    stock.amount += 1;
    await this.dataSource.manager.save(stock);
  }

  @Audited('count.forbidden')
  async forbidden(id: string): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id }, 'amount', 1);
      await sleep(5);
      throw new ForbiddenException();
    });
  }

  @Audited('count.tenant', { details: (tenant: string, call: number) => ({ tenant, call }) })
  async tenant(_tenant: string, call: number): Promise<void> {
    await sleep(call % 7);
    if (call % 3 === 0) await this.inner();
    if (call % 5 === 0) throw new Error('refused');
  }

  @Audited('count.inner')
  async inner(): Promise<void> {
    await sleep(1);
  }
}

describe.each(auditDatabases)('on %s', kind => {
  let database: AuditedDatabase;
  let counter: Counter;

  beforeAll(async () => {
    database = await auditedDatabase(kind, { entities: [Stock], pool: 10 });
    counter = new Counter(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.clear();
    const rows = Array.from({ length: hotRows }, (_, row) => ({ id: `hot${row}`, amount: 0 }));
    await database.dataSource.manager.insert(Stock, rows);
  });

  /** Share of records whose state before is not the state after of the record before. */
  async function wrongImages(): Promise<number> {
    const chains = new Map<string, { before: number; after: number }[]>();
    for (const record of await database.records()) {
      const [target] = record.targets;
      const changes = (record.changes ?? []) as { path: string; before: number; after: number }[];
      const change = changes.find(({ path }) => path === '/amount');
      const chain = chains.get(target?.id ?? 'none') ?? [];
      chain.push(change ?? { before: Number.NaN, after: Number.NaN });
      chains.set(target?.id ?? 'none', chain);
    }
    const all = [...chains.values()].flatMap(chain => {
      const sorted = [...chain].sort((one, other) => one.after - other.after);
      return sorted.map(({ before }, index) => before === (sorted[index - 1]?.after ?? 0));
    });
    return all.filter(right => !right).length / all.length;
  }

  async function crowd(work: (row: string) => Promise<void>): Promise<void> {
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let round = 0; round < rounds; round += 1) await work(`hot${(writer + round) % hotRows}`);
      }),
    );
  }

  const concurrent = describeUnless(kind === 'sqlite' ? 'SQLite has one connection' : undefined);
  concurrent(`${writers} writers on ${hotRows} rows`, () => {
    it('leave an unbroken chain of images under a locking loader', async () => {
      await crowd(row => counter.locked(row));
      expect(await database.told()).toHaveLength(writers * rounds);
      expect(await wrongImages()).toBe(0);
    }, 60_000);

    it('leave a broken one without a lock, which is why records say how they were captured', async () => {
      await crowd(row => counter.naive(row));
      const captures = new Set((await database.records()).map(({ capture }) => capture));
      expect(captures).toContain('orm-unlocked');
      expect(await wrongImages()).toBeGreaterThan(0.1);
    }, 60_000);
  });

  concurrent('40 refusals inside transactions on a pool of 10', () => {
    it('are all told, and none waits for a connection that another one holds', async () => {
      const refusals = Array.from({ length: 40 }, (_, call) => counter.forbidden(`hot${call % hotRows}`));
      const ends = await Promise.allSettled(refusals);
      expect(ends.map(end => end.status === 'rejected' && end.reason instanceof ForbiddenException)).toEqual(
        Array.from({ length: 40 }, () => true),
      );
      const told = await database.told();
      expect(told).toEqual(Array.from({ length: 40 }, () => 'count.forbidden denied after_rollback'));
    });

    it('are all told when the transactions are those of the callers', async () => {
      const refusals = Array.from({ length: 40 }, (_, call) =>
        database.dataSource.transaction(async manager => {
          await manager.increment(Stock, { id: `hot${call % hotRows}` }, 'amount', 1);
          await counter.tenant('acme', 5);
        }),
      );
      await Promise.allSettled(refusals);
      expect(await database.told()).toHaveLength(40);
    });
  });

  it('a thousand interleaved calls of two tenants stay apart', async () => {
    const calls = Array.from({ length: 1_000 }, (_, call) => {
      const tenant = call % 2 === 0 ? 'acme' : 'globex';
      return database.service
        .run({ tenant, actor: { id: `${tenant}-${call}`, type: 'user' } }, () => counter.tenant(tenant, call))
        .catch(() => undefined);
    });
    await Promise.all(calls);
    const records = await database.records();
    const outer = new Map(
      records
        .filter(({ action }) => action === 'count.tenant')
        .map(record => [record.operationId, record] as const),
    );
    expect(outer.size).toBe(1_000);
    for (const record of outer.values()) {
      const { tenant, call } = record.details as { tenant: string; call: number };
      expect(record).toMatchObject({
        tenant,
        actor: { id: `${tenant}-${call}` },
        outcome: call % 5 === 0 ? 'failure' : 'success',
      });
    }
    const inner = records.filter(({ action }) => action === 'count.inner');
    expect(inner).toHaveLength(334);
    for (const { parentOperationId, ...record } of inner) {
      const parent = outer.get(parentOperationId ?? '');
      expect(record.actor).toEqual(parent?.actor);
    }
  }, 60_000);
});
