import { Body, Controller, Get, Module, Param, Post, Req } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { allTenants, AuditTrail, AuditUpkeep, type AuditRecord } from 'nestjs-observability/audit';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { setEnvironment } from '../support/environment.js';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { OrdersService } from './fixtures/orders.service.js';
import { AuditBook, newBookKeys } from './support/audit-book.js';
import { dropGuards } from './support/drop-guards.js';
import { runCli } from './support/run-cli.js';

@Controller('orders')
class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly trail: AuditTrail,
  ) {}

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Body() _body: unknown): Promise<void> {
    await this.orders.cancel(id);
  }

  @Get(':id/audit')
  async history(@Param('id') id: string, @Req() request: IncomingMessage): Promise<readonly AuditRecord[]> {
    const { records } = await this.trail.history('Order', id, { tenant: tenantOf(request) });
    return records;
  }
}

function tenantOf({ headers }: IncomingMessage): string {
  return String(headers['x-tenant']);
}

describe.each(databaseKinds)('An application that reads its audit trail on %s', kind => {
  const keys = newBookKeys();
  let database: FreshDatabase;
  let folder: string;
  let app: RunningTestApp;
  let trail: AuditTrail;
  let restore: () => void;

  beforeEach(async () => {
    restore = setEnvironment({
      OBSERVABILITY_AUDIT_MAC_KEY: keys.mac,
      OBSERVABILITY_AUDIT_SIGNING_KEY: keys.signing,
    });
    database = await freshDatabase(kind);
    folder = await mkdtemp(join(tmpdir(), 'audit-reading-'));
    @Module({
      imports: [TypeOrmModule.forRoot({ ...database.dataSource.options, retryAttempts: 0 })],
      controllers: [OrdersController],
      providers: [OrdersService],
    })
    class OrdersModule {}
    app = await testApp(OrdersModule)
      .observedWith({
        audit: { origin: 'orders/audit/main', migrate: true, spillPath: join(folder, 'spill.ndjson') },
        health: { cacheFor: 0, details: true },
        identify: (request: IncomingMessage) => ({
          id: String(request.headers['x-user']),
          tenant: tenantOf(request),
        }),
      })
      .start();
    trail = app.app.get(AuditTrail);
  });

  afterEach(async () => {
    await app.stop();
    restore();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const as = (user: string, tenant = 'acme') => ({ headers: { 'x-user': user, 'x-tenant': tenant } });
  const cancel = (id: string, user = 'ann') =>
    app.client.request(`/orders/${id}/cancel`, { method: 'POST', json: {}, ...as(user) });
  /** Sealing follows the commit after a moment. */
  async function sealed(): Promise<void> {
    const open = async (): Promise<boolean> => {
      const { records } = await trail.query({ tenant: allTenants, audited: false });
      return records.some(({ position }) => position === undefined);
    };
    for (let tries = 0; tries < 100 && (await open()); tries += 1) await delay(50);
  }

  it('answers who did what to an order, and records who asked', async () => {
    await cancel('4711');
    await cancel('4712');
    const history = (await app.client.request('/orders/4711/audit', as('eve'))).json<AuditRecord[]>();
    const stranger = (await app.client.request('/orders/4711/audit', as('mallory', 'other'))).json<
      AuditRecord[]
    >();
    const asked = await trail.query({
      tenant: allTenants,
      action: 'audit.read',
      audited: false,
      first: 'oldest',
    });

    expect(history).toEqual([
      expect.objectContaining({
        action: 'order.cancel',
        outcome: 'success',
        atomicity: 'tx',
        tenant: 'acme',
        actor: { type: 'user', id: 'ann' },
        targets: [{ type: 'Order', id: '4711' }],
      }),
    ]);
    expect(stranger).toEqual([]);
    expect(asked.records).toEqual([
      expect.objectContaining({
        actor: { type: 'user', id: 'eve' },
        tenant: 'acme',
        crud: 'r',
        targets: [{ type: 'AuditLog', id: 'main' }],
        details: { tenant: 'acme', target: { type: 'Order', id: '4711' }, count: 1 },
      }),
      expect.objectContaining({
        actor: { type: 'user', id: 'mallory' },
        tenant: 'other',
        details: { tenant: 'other', target: { type: 'Order', id: '4711' }, count: 0 },
      }),
    ]);
    // Looking at a history does not make it longer.
    expect((await app.client.request('/orders/4711/audit', as('eve'))).json()).toHaveLength(1);
  });

  it('announces an export and tells its end as one operation', async () => {
    await cancel('4711');
    await sealed();
    const run = trail.export({ tenant: 'acme', format: 'ndjson' });
    for await (const _line of run);
    const { records } = await trail.query({
      tenant: allTenants,
      action: 'audit.export',
      audited: false,
      first: 'oldest',
    });

    expect(
      records.map(({ phase, atomicity, details }) => ({ phase, atomicity, count: details?.['count'] })),
    ).toEqual([
      { phase: 'attempt', atomicity: 'attempt', count: undefined },
      { phase: 'result', atomicity: 'independent', count: run.count },
    ]);
    expect(records[1]?.operationId).toBe(records[0]?.operationId);
  });

  it('gives the command line a trail that it finds untouched, and proves an entry of', async () => {
    await cancel('4711');
    await cancel('broken');
    await sealed();
    const { records } = await trail.query({ tenant: 'acme', outcome: 'failure', audited: false });
    const { text } = await trail.prove(records[0]!.id, { tenant: 'acme' });
    await app.stop();
    const env = {
      DATABASE_URL: database.url,
      OBSERVABILITY_AUDIT_MAC_KEY: keys.mac,
      OBSERVABILITY_AUDIT_SIGNING_KEY: keys.signing,
    };
    const verified = await runCli(['audit', 'verify'], env);
    const exported = await runCli(['audit', 'export', '--tenant', 'acme'], env);

    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('OK. ') });
    expect(exported.stdout).toContain(records[0]!.id);
    expect(text).toContain('orders/audit/main');
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    expect(AuditBook.signerOf(keys).verifier.toString()).toContain('orders/audit/main+');
  });

  it('counts its events and shows how it is doing', async () => {
    await cancel('4711');
    await cancel('broken');
    await sealed();
    const ready = await app.client.request('/ready');
    const { text } = await app.client.request('/metrics');
    const page = text
      .split('\n')
      .filter(line => line.startsWith('audit_'))
      .join('\n');

    expect(ready.status).toBe(200);
    expect(ready.json()).toMatchObject({
      checks: { audit: 'up' },
      details: { audit: { reachable: true, pending: 0, spillDepth: 0, unobserved: [] } },
    });
    const sample = (name: string) => new RegExp(`^${name}(\\{[^}]*\\})? \\d`, 'm');
    for (const name of [
      'audit_pending',
      'audit_seal_lag_seconds',
      'audit_spill_depth',
      'audit_anchor_age_seconds',
      'audit_write_errors_total',
      'audit_verify_failures_total',
    ]) {
      expect(page).toMatch(sample(name));
    }
    expect(page).toMatch(/^audit_events_total\{(?=[^}]*outcome="success")(?=[^}]*atomicity="tx")[^}]*\} 1$/m);
    expect(page).toMatch(/^audit_events_total\{(?=[^}]*outcome="failure")[^}]*\} 1$/m);
  });

  it('counts a verification that found a change', async () => {
    await cancel('4711');
    await sealed();
    const failures = async (): Promise<string | undefined> => {
      const { text } = await app.client.request('/metrics');
      return /^audit_verify_failures_total(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1];
    };
    const upkeep = app.app.get(AuditUpkeep);
    expect((await upkeep.verify()).verdict).toBe('ok');
    expect(await failures()).toBe('0');
    await dropGuards(database.dataSource);
    await database.dataSource.query(`UPDATE audit_event SET body = REPLACE(body, 'ann', 'eve')`);

    expect((await upkeep.verify()).verdict).toBe('tampered');
    expect(await failures()).toBe('1');
  });

  it('takes no traffic without its subscriber, which nothing else would tell', async () => {
    const { subscribers } = app.app.get(DataSource);
    const taken = subscribers.splice(0);
    const ready = await app.client.request('/ready');
    subscribers.push(...taken);

    expect(ready.status).toBe(503);
    expect(ready.json()).toMatchObject({ checks: { audit: 'down', database: 'up' } });
    expect(ready.text).toContain('audit subscriber is not registered');
    expect((await app.client.request('/ready')).status).toBe(200);
  });
});
