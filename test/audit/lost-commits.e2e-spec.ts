import { Audited } from 'nestjs-observability';
import type { DataSource, QueryRunner } from 'typeorm';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { auditedDatabase, type AuditedDatabase } from '../support/audit-databases.js';
import { SeveringProxy, type Severance } from '../support/audit/severing-proxy.js';
import { Stock, StockService } from '../support/audit/stock.js';

class Commits {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('commit.own')
  async own(): Promise<void> {
    await this.dataSource.transaction(manager => manager.increment(Stock, { id: 'a' }, 'amount', 1));
  }

  @Audited('commit.quiet')
  async quiet(): Promise<string> {
    await this.own().catch(() => undefined);
    return 'nothing happened';
  }
}

/** A SQLite file has no connection that could be lost. */
describeOnServers('on %s', kind => lostConnections(kind, false));

describeOnServers('on %s, where the driver does not wait for answers', kind => {
  // Only that of PostgreSQL can.
  if (kind === 'postgres') lostConnections(kind, true);
});

function lostConnections(kind: AuditedDatabase['kind'], pipeline: boolean): void {
  let proxy: SeveringProxy;
  let database: AuditedDatabase;
  let commits: Commits;

  beforeAll(async () => {
    database = await auditedDatabase(kind, {
      entities: [Stock],
      pool: 1,
      pipeline,
      through: async url => {
        proxy = await SeveringProxy.start(url);
        return proxy.url(url);
      },
    });
    commits = new Commits(database.dataSource);
  });
  afterAll(async () => {
    await database.close();
    await proxy.stop();
  });
  beforeEach(async () => {
    await database.clear();
    await database.dataSource.manager.insert(Stock, { id: 'a', amount: 10 });
  });

  afterEach(() => proxy.notice());

  const amount = async () => (await database.dataSource.manager.findOneByOrFail(Stock, { id: 'a' })).amount;

  describe('a connection that is lost during COMMIT', () => {
    const cases: readonly [Severance, number, string[]][] = [
      ['before', 10, ['commit.own rolled_back after_rollback']],
      ['after', 11, ['commit.own success tx']],
      // A record that travels with COMMIT, as on PostgreSQL, has not arrived either, so its id is free: it cannot commit any more.
      [
        'unnoticed',
        10,
        [kind === 'postgres' ? 'commit.own rolled_back after_rollback' : 'commit.own unknown independent'],
      ],
    ];

    it.each(cases)('(%s the server got it) is settled on another one', async (how, stored, told) => {
      proxy.sever(how);
      await expect(commits.own()).rejects.toThrow();
      expect(await database.told()).toEqual(told);
      if (how !== 'unnoticed') expect(await amount()).toBe(stored);
    });

    it.each(cases)(
      '(%s the server got it) leaves one record of each call around it',
      async (how, _, told) => {
        proxy.sever(how);
        await expect(commits.quiet()).resolves.toBe('nothing happened');
        expect([...(await database.told())].sort()).toEqual(
          [...told, ...told.map(line => line.replace('own', 'quiet'))].sort(),
        );
      },
    );

    it.each(cases)(
      '(%s the server got it) settles the records of the calls inside it',
      async (how, _, told) => {
        proxy.sever(how);
        const taking = database.dataSource.transaction(manager =>
          new StockService(database.dataSource).take('a', 1, manager),
        );
        await expect(taking).rejects.toThrow();
        expect(await database.told()).toEqual(told.map(line => line.replace('commit.own', 'stock.take')));
        expect(database.ends[0]).toBe('in_doubt');
      },
    );
  });

  describe('a connection that the server ends inside a transaction', () => {
    const terminate = async (runner: QueryRunner | undefined) => {
      const [row] = await runner!.query(
        kind === 'postgres' ? 'SELECT pg_backend_pid() AS id' : 'SELECT CONNECTION_ID() AS id',
      );
      const other = await auditedConnection(database);
      await other.query(kind === 'postgres' ? `SELECT pg_terminate_backend(${row.id})` : `KILL ${row.id}`);
      await other.destroy();
    };

    it('before COMMIT leaves what was rolled back', async () => {
      const stock = new StockService(database.dataSource);
      const taking = database.dataSource.transaction(async manager => {
        await stock.take('a', 1, manager);
        await terminate(manager.queryRunner);
      });
      await expect(taking).rejects.toThrow();
      expect(await database.told()).toEqual(['stock.take rolled_back after_rollback']);
      expect(await amount()).toBe(10);
    });
  });

  it('a connection that goes back to its pool without an end leaves an unknown one', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await new StockService(database.dataSource).take('a', 1, runner.manager);
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
    (database.audit.transactions as unknown as { lookForVanished(): void }).lookForVanished();
    expect(await database.told()).toEqual(['stock.take unknown independent']);
  });
}

/** A connection beside the pool of one. */
async function auditedConnection({ dataSource }: AuditedDatabase): Promise<DataSource> {
  const { DataSource: Source } = await import('typeorm');
  const { type, url } = dataSource.options as { type: 'postgres' | 'mariadb'; url: string };
  return new Source({ type, url }).initialize();
}
