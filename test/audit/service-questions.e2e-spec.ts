import { Injectable } from '@nestjs/common';
import { Audited, Traced } from 'nestjs-observability';
import { AuditService, allTenants } from 'nestjs-observability/audit';
import { AuditRuntime } from '../../libs/observability/dist/audit/audit-runtime.js';
import { FaultLog } from '../../libs/observability/dist/core/fault-log.js';
import { DataSource } from 'typeorm';
import { databaseKinds } from '../support/audit/fresh-database.js';
import { Stock } from '../support/audit/stock.js';
import { testApp } from '../support/test-app.js';
import { AuditedApp } from './support/audited-app.js';

@Injectable()
class Shelf {
  constructor(private readonly dataSource: DataSource) {}

  @Traced()
  @Audited('shelf.fill', { target: (id: string) => ({ type: 'Stock', id }) })
  async fill(id: string, amount: number): Promise<void> {
    await this.dataSource.manager.save(Object.assign(new Stock(), { id, amount }));
  }
}

describe.each(databaseKinds)('AuditService on %s', kind => {
  let app: AuditedApp;
  const acme = { tenant: 'acme' } as const;

  beforeAll(async () => {
    app = await AuditedApp.start(kind, { entities: [Stock], providers: [Shelf] });
    for (const amount of [1, 2]) await app.service.run(acme, () => app.get(Shelf).fill('s', amount));
    await app.service.run({ tenant: 'other' }, () => app.get(Shelf).fill('t', 1));
  });
  afterAll(() => app.stop());

  it('tells the history of an object to its tenant, and of nobody else', async () => {
    const { records } = await app.service.history('Stock', 's', acme);
    expect(records.map(({ action, tenant }) => `${action} ${tenant}`)).toEqual(
      Array(2).fill('shelf.fill acme'),
    );
    expect((await app.service.history('Stock', 't', acme)).records).toEqual([]);
  });

  it('asks by conditions, page by page', async () => {
    const query = { tenant: allTenants, action: 'shelf.*', limit: 2 } as const;
    const page = await app.service.query(query);
    const rest = await app.service.query({ ...query, after: page.next! });
    expect([page.records.length, rest.records.length]).toEqual([2, 1]);
  });

  it('tells what an object was', async () => {
    expect(await app.service.at('Stock', 's', new Date(), acme)).toMatchObject({ state: { amount: 2 } });
  });

  it('finds what belongs to one call, and to one trace', async () => {
    const [record] = (await app.service.history('Stock', 's', acme)).records;
    const operation = await app.service.operation(record!.operationId, acme);
    expect(operation.records.map(({ id }) => id)).toEqual([record!.id]);
    const trace = await app.service.byTrace(record!.traceId!, acme);
    expect(trace.records.map(({ id }) => id)).toEqual([record!.id]);
  });

  it('refuses to answer without a tenant', async () => {
    await expect(app.service.history('Stock', 's', {} as never)).rejects.toMatchObject({
      code: 'AUDIT_TENANT_SCOPE',
    });
  });

  it('records the questions like the trail does', async () => {
    const asked = { tenant: allTenants, action: 'audit.read', audited: false, limit: 1000 } as const;
    const before = (await app.trail.query(asked)).records.length;
    await app.service.history('Stock', 's', acme);
    expect((await app.trail.query(asked)).records).toHaveLength(before + 1);
  });
});

describe('AuditService without a store', () => {
  it('says that it cannot be asked, and why', async () => {
    const running = await testApp(class {}).start();
    const asking = running.app.get(AuditService).history('Order', '1', { tenant: allTenants });
    await expect(asking).rejects.toThrow(/no store is set up, so records are log lines: set `audit: true`/);
    await running.stop();
  });

  it('made by hand without a trail says so', async () => {
    const service = new AuditService(new AuditRuntime({ sink: undefined, faults: new FaultLog() }));
    await expect(service.operation('x', { tenant: allTenants })).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
  });
});
