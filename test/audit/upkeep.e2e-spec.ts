import { Controller, Injectable, Module, Param, Post } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Audited } from 'nestjs-observability';
import { allTenants, AuditTrail, AuditUpkeep, witnessLines } from 'nestjs-observability/audit';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { databaseKinds, freshDatabase, type FreshDatabase } from '../support/audit/fresh-database.js';
import { setEnvironment } from '../support/environment.js';
import { testApp, type RunningTestApp } from '../support/test-app.js';

const secret = () => randomBytes(32).toString('base64');
const actor = { type: 'user', id: 'records-office' } as const;

@Injectable()
class CustomersService {
  constructor(private readonly dataSource: DataSource) {}

  @Audited('customer.move', {
    target: (id: string) => ({ type: 'Customer', id }),
    before: () => ({ address: '5 Portland Place' }),
    after: () => ({ address: '12 St James Square' }),
    pii: { subject: (id: string) => id, fields: ['address'] },
  })
  async move(_id: string): Promise<void> {
    await this.dataSource.transaction(manager => manager.query('SELECT 1'));
  }
}

@Controller('customers')
class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Post(':id/move')
  move(@Param('id') id: string): Promise<void> {
    return this.customers.move(id);
  }
}

describe.each(databaseKinds)('An application looks after its audit trail on %s', kind => {
  let database: FreshDatabase;
  let folder: string;
  let app: RunningTestApp;
  let restore: () => void;

  beforeEach(async () => {
    restore = setEnvironment({});
    database = await freshDatabase(kind);
    folder = await mkdtemp(join(tmpdir(), 'audit-app-'));
    @Module({
      imports: [TypeOrmModule.forRoot({ ...database.dataSource.options, retryAttempts: 0 })],
      controllers: [CustomersController],
      providers: [CustomersService],
    })
    class CustomersModule {}
    const signing = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    app = await testApp(CustomersModule)
      .observedWith({
        audit: {
          keys: {
            mac: { id: 'k1', secret: secret() },
            signing: signing.toString(),
            master: { id: 'm1', secret: secret() },
          },
          migrate: true,
          anchorEvery: 1_000,
          spillPath: join(folder, 'spill.ndjson'),
        },
      })
      .start();
  });

  afterEach(async () => {
    await app.stop();
    restore();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('verifies it against its own log lines', async () => {
    const upkeep = app.app.get(AuditUpkeep);
    for (const id of ['c-1', 'c-2', 'c-3']) await app.client.post(`/customers/${id}/move`, {});
    await sealed(3);
    await eventually(() => app.telemetry.logs().some(({ msg }) => msg === 'audit.checkpoint'));
    const lines = app.telemetry.logs().map(line => `${JSON.stringify(line)}\n`);
    const result = await upkeep.verify({ witness: witnessLines(Readable.from(lines)) });

    expect(result).toMatchObject({ verdict: 'ok', size: 3, counts: { receipts: 3, foreign: 0 } });
    expect(result.counts.anchors).toBeGreaterThan(0);
  });

  it('erases a subject, and prunes what is old', async () => {
    const upkeep = app.app.get(AuditUpkeep);
    const trail = app.app.get(AuditTrail);
    await app.client.post('/customers/c-1/move', {});
    await sealed(1);
    await app.client.post('/customers/c-2/move', {});
    await sealed(2);
    const { records } = await trail.query({ tenant: allTenants, action: 'customer.move', first: 'oldest' });
    const before = await upkeep.reveal(records);
    await upkeep.erase({ subject: 'c-1', reason: 'right to be forgotten', actor });
    const after = await upkeep.reveal(records);
    await upkeep.prune({ before: new Date(Date.now() + 60_000), reason: 'old', actor });

    expect(before.map(({ changes }) => changes?.[0]?.after)).toEqual([
      '12 St James Square',
      '12 St James Square',
    ]);
    expect(JSON.stringify(records)).not.toContain('St James');
    expect(after.map(({ changes }) => typeof changes?.[0]?.after)).toEqual(['object', 'string']);
    const result = await upkeep.verify();
    expect(result).toMatchObject({ verdict: 'ok', findings: [] });
    expect(result.from).toBeGreaterThan(0);
  });

  async function sealed(count: number): Promise<void> {
    for (;;) {
      const [row]: { n: string | number }[] = await database.dataSource.query(
        'SELECT COUNT(*) AS n FROM audit_leaf',
      );
      if (Number(row?.n) >= count) return;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
});

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10));
}
