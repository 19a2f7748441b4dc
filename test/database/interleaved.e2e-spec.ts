import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { DataSource, type QueryRunner } from 'typeorm';
import { setEnvironment } from '../support/environment.js';
import { testApp } from '../support/test-app.js';
import { databaseKinds, shelfDatabase } from './support/databases.js';
import { Item, shelfModule } from './support/shop.js';

/** Work of two tenants on the connections of one pool, in an order that nobody chose. */
@Injectable()
class TenantService {
  /** Used by every tenant; absent where there is one connection in any case, which holds one transaction. */
  held: QueryRunner | undefined;

  constructor(private readonly dataSource: DataSource) {}

  @Traced({ name: 'work', attributes: (tenant: string) => ({ 'work.tenant': tenant }) })
  async work(tenant: string, at: number): Promise<void> {
    const items = this.dataSource.getRepository(Item);
    if (at % 10 === 0 && this.held) {
      await this.dataSource.transaction(manager =>
        manager.query(`SELECT count(*) AS c FROM shelf_items AS ${tenant}`),
      );
    } else if (at % 10 === 1) {
      await Promise.all([this.count(tenant), this.count(tenant), items.findOneBy({ id: 'x' })]);
    } else if (at % 10 === 2 && this.held) {
      await this.held.query(`SELECT count(*) AS c FROM shelf_items AS ${tenant}`);
    } else await this.count(tenant);
  }

  private count(tenant: string): Promise<unknown> {
    return this.dataSource.query(`SELECT count(*) AS c FROM shelf_items AS ${tenant}`);
  }
}

@Controller('tenants')
class TenantsController {
  constructor(private readonly tenants: TenantService) {}

  @Get(':tenant/:times')
  async run(@Param('tenant') tenant: string, @Param('times') times: string) {
    const all = Array.from({ length: Number(times) }, (_, at) => this.tenants.work(tenant, at));
    await Promise.all(all);
    return {};
  }
}

const times = process.env['DATABASE_INTERLEAVED'] === 'all' ? 100 : 10;

describe.each(databaseKinds)('Operations of two tenants that interleave on %s', kind => {
  it('have their own queries and no others', async () => {
    const restore = setEnvironment({});
    const database = await shelfDatabase(kind);
    const shelf = shelfModule(database.options);
    @Module({ imports: [shelf], controllers: [TenantsController], providers: [TenantService] })
    class TenantsModule {}
    const app = await testApp(TenantsModule)
      .observedWith({ logging: { level: 'error' } })
      .start();
    const runner = app.app.get(DataSource).createQueryRunner();
    await runner.connect();
    if (kind !== 'sqlite') app.app.get(TenantService).held = runner;

    for (let round = 0; round < times / 10; round += 1) {
      await app.telemetry.clear();
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => app.client.get(`/tenants/${at % 2 ? 'acme' : 'globex'}/50`)),
      );
      const spans = app.telemetry.spans();
      const byId = new Map(spans.map(span => [span.spanId, span]));
      const works = spans.filter(({ name }) => name === 'work');
      expect(works).toHaveLength(1_000);
      const wrong = spans.filter(({ kind: own, attributes, parentSpanId, traceId }) => {
        const tenant = /shelf_items AS (\w+)/.exec(String(attributes['db.query.text']))?.[1];
        if (own !== 'client' || tenant === undefined) return false;
        let parent = byId.get(parentSpanId ?? '');
        while (parent && parent.name !== 'work') parent = byId.get(parent.parentSpanId ?? '');
        return parent?.attributes['work.tenant'] !== tenant || parent.traceId !== traceId;
      });
      expect(wrong).toEqual([]);
      const counted = spans.filter(({ attributes }) =>
        /AS (acme|globex)$/.test(String(attributes['db.query.text'])),
      );
      expect(counted).toHaveLength(1_100);
    }
    await runner.release();
    await app.stop();
    await database.drop();
    restore();
  }, 120_000);
});
