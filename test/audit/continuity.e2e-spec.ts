import { Injectable } from '@nestjs/common';
import { Audited } from 'nestjs-observability';
import { allTenants, lockedLoader } from 'nestjs-observability/audit';
import { Column, DataSource, Entity, type EntityManager, PrimaryColumn } from 'typeorm';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { AuditedApp } from './support/audited-app.js';

const writers = 16;
const callsOfEach = 20;
const rows = ['a', 'b', 'c', 'd', 'e'];

@Entity('counters')
class Counter {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'int' })
  value!: number;
}

const target = (id: string) => ({ type: 'Counter', id });

@Injectable()
class Counters {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('counter.locked', { target, before: lockedLoader(Counter) })
  async locked(id: string): Promise<void> {
    await this.dataSource.transaction(manager => this.raise(manager, id));
  }

  /** Without a loader the images are those that `save()` reads, without a lock. */
  @Audited('counter.naive', { target })
  async naive(id: string): Promise<void> {
    await this.raise(this.dataSource.manager, id);
  }

  private async raise(manager: EntityManager, id: string): Promise<void> {
    const counter = await manager.findOneByOrFail(Counter, { id });
    counter.value += 1;
    await manager.save(counter);
  }
}

/** SQLite has one connection, on which nobody overtakes anybody. */
describeOnServers(`${writers} writers on ${rows.length} rows of %s`, kind => {
  let app: AuditedApp;
  let counters: Counters;

  beforeAll(async () => {
    app = await AuditedApp.start(kind, { entities: [Counter], providers: [Counters], pool: writers });
    counters = app.get(Counters);
  });
  afterAll(() => app.stop());

  const run = async (way: 'locked' | 'naive') => {
    const ids = rows.map(row => `${way}-${row}`);
    await app.dataSource.manager.insert(
      Counter,
      ids.map(id => ({ id, value: 0 })),
    );
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let call = 0; call < callsOfEach; call += 1)
          await counters[way](ids[(writer + call) % ids.length]!);
      }),
    );
    const links = await Promise.all(
      ids.map(id => app.trail.continuity('Counter', id, { tenant: allTenants, audited: false })),
    );
    const stored = await app.dataSource.manager.find(Counter);
    return {
      changes: links.reduce((sum, { changes }) => sum + changes, 0),
      breaks: links.flatMap(({ breaks }) => breaks),
      total: stored.filter(({ id }) => ids.includes(id)).reduce((sum, { value }) => sum + value, 0),
    };
  };

  it('break no link of the chain when the state is taken under a lock', async () => {
    const { changes, breaks, total } = await run('locked');
    expect(breaks).toEqual([]);
    expect(changes).toBe(writers * callsOfEach);
    expect(total).toBe(writers * callsOfEach);
    const events = await app.events();
    expect(new Set(events.map(({ atomicity, capture }) => `${atomicity} ${capture}`))).toEqual(
      new Set(['tx locked']),
    );
  }, 60_000);

  it('break links where the state is what save() has read, and the check finds them', async () => {
    const { changes, breaks, total } = await run('naive');
    process.stderr.write(`Naive capture on ${kind}: ${breaks.length} of ${changes} links broken\n`);
    expect(breaks.length).toBeGreaterThan(0);
    expect(breaks.every(({ capture }) => capture === 'orm-unlocked')).toBe(true);
    // Each break is an update that was lost, and the sum lacks it.
    expect(total).toBeLessThan(writers * callsOfEach);
  }, 60_000);

  it('leave a log in which nothing is wrong', async () => {
    await expect(app.verify()).resolves.toMatchObject({ verdict: 'ok', findings: [] });
  });
});
