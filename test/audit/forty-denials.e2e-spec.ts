import {
  type CanActivate,
  Controller,
  ForbiddenException,
  Injectable,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import { Audited, type DeniedRequest } from 'nestjs-observability';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Column,
  DataSource,
  type DataSourceOptions,
  Entity,
  type EntityManager,
  PrimaryColumn,
} from 'typeorm';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { type DatabaseKind } from '../support/audit/fresh-database.js';
import { AuditedApp } from './support/audited-app.js';

const pool = 10;
const callers = 40;

@Entity('vaults')
class Vault {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'int', default: 0 })
  opened!: number;
}

/** How the usual wrapper writes a refusal: over a second connection, while the first one is held. */
@Entity('naive_denials')
class NaiveDenial {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;
}

const target = (id: string) => ({ type: 'Vault', id });

@Injectable()
class Vaults {
  constructor(private readonly dataSource: DataSource) {}

  /** Refuses inside a transaction of its own. */
  @Audited('vault.open', { target })
  async open(id: string): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.insert(Vault, { id });
      throw new ForbiddenException();
    });
  }

  /** Refuses without any transaction. */
  @Audited('vault.peek', { target })
  async peek(_id: string): Promise<void> {
    throw new ForbiddenException();
  }

  /** Refuses inside the transaction of its caller. */
  @Audited('vault.take', { target })
  async take(id: string, manager: EntityManager): Promise<void> {
    await manager.insert(Vault, { id });
    throw new ForbiddenException();
  }

  /** A caller that lets itself be refused and goes on. */
  async takeAnyway(id: string): Promise<void> {
    await this.dataSource.transaction(manager => this.take(id, manager).catch(() => undefined));
  }

  /** A caller that gives up. */
  async takeOrFail(id: string): Promise<void> {
    await this.dataSource.transaction(manager => this.take(id, manager));
  }

  async naive(id: string): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.insert(Vault, { id });
      await this.dataSource.manager.insert(NaiveDenial, { id });
      throw new ForbiddenException();
    });
  }
}

@Injectable()
class Nobody implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller('vaults')
class VaultsController {
  constructor(private readonly vaults: Vaults) {}

  @Post(':id/guarded')
  @UseGuards(Nobody)
  @Audited('vault.guarded', {
    deniedTarget: ({ params }: DeniedRequest) => ({ type: 'Vault', id: params['id'] ?? '' }),
  })
  async guarded(@Param('id') _id: string): Promise<void> {}

  @Post(':id/open')
  async open(@Param('id') id: string): Promise<void> {
    await this.vaults.open(id);
  }
}

const start = (kind: DatabaseKind) =>
  AuditedApp.start(kind, {
    entities: [Vault, NaiveDenial],
    providers: [Vaults],
    controllers: [VaultsController],
    pool,
  });

const ids = Array.from({ length: callers }, (_, index) => `v-${index}`);

/** SQLite has one connection and no second one to wait for; what happens there, the suites about transactions tell. */
describeOnServers(`${callers} refusals at once on a pool of ${pool} connections of %s`, kind => {
  let app: AuditedApp;

  beforeEach(async () => {
    app = await start(kind);
  });
  afterEach(() => app.stop());

  const told = async () => {
    const events = await app.events();
    await expect(app.spilled()).resolves.toEqual([]);
    expect(events.map(event => event.target_id).sort()).toEqual([...ids].sort());
    await expect(app.verify()).resolves.toMatchObject({ verdict: 'ok', findings: [] });
    return [...new Set(events.map(({ action, outcome, atomicity }) => `${action} ${outcome} ${atomicity}`))];
  };

  const refusals = async (call: (id: string) => Promise<unknown>) => {
    const ends = await Promise.allSettled(ids.map(call));
    return ends.map(end => (end.status === 'rejected' ? (end.reason as Error).constructor.name : 'done'));
  };
  const all = (name: string) => ids.map(() => name);

  it('inside transactions of their own are told after their rollbacks', async () => {
    const vaults = app.get(Vaults);
    await expect(refusals(id => vaults.open(id))).resolves.toEqual(all('ForbiddenException'));
    await expect(told()).resolves.toEqual(['vault.open denied after_rollback']);
    await expect(app.dataSource.manager.count(Vault)).resolves.toBe(0);
  });

  it('without a transaction are told together', async () => {
    const vaults = app.get(Vaults);
    await expect(refusals(id => vaults.peek(id))).resolves.toEqual(all('ForbiddenException'));
    await expect(told()).resolves.toEqual(['vault.peek denied independent']);
  });

  it('inside transactions that go on are told by their commits', async () => {
    const vaults = app.get(Vaults);
    await expect(refusals(id => vaults.takeAnyway(id))).resolves.toEqual(all('done'));
    await expect(told()).resolves.toEqual(['vault.take denied tx']);
    await expect(app.dataSource.manager.count(Vault)).resolves.toBe(callers);
  });

  it('inside transactions that give up are told after their rollbacks', async () => {
    const vaults = app.get(Vaults);
    await expect(refusals(id => vaults.takeOrFail(id))).resolves.toEqual(all('ForbiddenException'));
    await expect(told()).resolves.toEqual(['vault.take denied after_rollback']);
  });

  it('by a guard are told, and no request waits', async () => {
    const answers = await Promise.all(ids.map(id => app.running.client.post(`/vaults/${id}/guarded`, {})));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 403));
    await expect(told()).resolves.toEqual(['vault.guarded denied independent']);
  });

  it('behind a controller are told once each', async () => {
    const answers = await Promise.all(ids.map(id => app.running.client.post(`/vaults/${id}/open`, {})));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 403));
    await expect(told()).resolves.toEqual(['vault.open denied after_rollback']);
  });

  it('stand still when each is written over a second connection', async () => {
    const extra =
      kind === 'postgres' ? { max: pool, connectionTimeoutMillis: 3_000 } : { connectionLimit: pool };
    const dataSource = new DataSource({
      ...app.dataSource.options,
      synchronize: false,
      extra,
    } as DataSourceOptions);
    await dataSource.initialize();
    const vaults = new Vaults(dataSource);
    let settled = 0;
    const calls = ids.map(id => vaults.naive(id).finally(() => (settled += 1)));
    for (const call of calls) call.catch(() => undefined);
    // Ten hold every connection and wait for one more, and nobody gives one back.
    await sleep(2_000);
    expect(settled).toBe(0);
    await expect(app.dataSource.manager.count(NaiveDenial)).resolves.toBe(0);
    await dataSource.destroy();
  });
});
