import { Body, Controller, Module, Param, Post } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import 'nestjs-observability/testing/jest';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { OrdersService } from './fixtures/orders.service.js';

const pem = () =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const newKeys = () => ({ mac: { id: 'k1', secret: randomBytes(32).toString('base64') }, signing: pem() });

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Body() _body: unknown): Promise<void> {
    await this.orders.cancel(id);
  }
}

function appOn(options: DataSourceOptions) {
  @Module({
    imports: [TypeOrmModule.forRoot({ ...options, retryAttempts: 0 })],
    controllers: [OrdersController],
    providers: [OrdersService],
  })
  class OrdersModule {}
  return testApp(OrdersModule);
}

describe.each(databaseKinds)('An application with its audit trail on %s', kind => {
  let database: FreshDatabase;
  let folder: string;
  let app: RunningTestApp | undefined;
  let restore: () => void;

  beforeEach(async () => {
    restore = setEnvironment({});
    database = await freshDatabase(kind);
    folder = await mkdtemp(join(tmpdir(), 'audit-app-'));
  });

  afterEach(async () => {
    await app?.stop();
    app = undefined;
    restore();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const audit = () => ({ keys: newKeys(), migrate: true, spillPath: join(folder, 'spill.ndjson') });

  it('stores, seals and publishes what happened, and says so at start', async () => {
    app = await appOn(database.dataSource.options).observedWith({ audit: audit() }).start();
    const mode = kind === 'sqlite' ? 'inline' : 'async';
    expect(app.telemetry).toHaveLogLine({
      msg: expect.stringContaining(
        `audit in typeorm (${database.dataSource.options.type}, sealing ${mode})`,
      ) as string,
    });
    await app.client.post('/orders/4711/cancel', {});
    await app.client.post('/orders/broken/cancel', {});
    await app.stop();

    const rows: { action: string; outcome: string; pos: string | number | null }[] =
      await database.dataSource.query(
        'SELECT e.action, e.outcome, l.pos FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id ORDER BY e.writer_seq',
      );
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      expect.arrayContaining(['order.cancel success', 'order.cancel failure', 'audit.writer.close success']),
    );
    expect(rows.every(({ pos }) => pos !== null)).toBe(true);
    expect(app.telemetry).toHaveLogLine({ msg: 'audit.checkpoint', 'audit.size': rows.length });
  });
});
