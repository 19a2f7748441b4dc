import { Module, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ObservabilityOptions } from 'nestjs-observability';
import { AuditService, AuditTrail, MacKeyRing } from 'nestjs-observability/audit';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import { dialectOf } from '../../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import {
  CommittedSqliteSql,
  PooledSql,
} from '../../../libs/observability/dist/audit/typeorm/query/reading-sql.js';
import type { AuditVerification } from '../../../libs/observability/dist/audit/verify/audit-verification.js';
import { verifyAudit } from '../../../libs/observability/dist/audit/verify/verify-audit.js';
import { freshDatabase, type DatabaseKind } from '../../support/audit/fresh-database.js';
import { setEnvironment } from '../../support/environment.js';
import { testApp, type RunningTestApp } from '../../support/test-app.js';
import { AuditBook, bookOrigin, newBookKeys } from './audit-book.js';

/** What the application consists of. */
export interface AuditedAppParts {
  readonly entities: readonly (EntitySchema | Type)[];
  readonly providers: readonly Type[];
  readonly controllers?: readonly Type[];
  /** Connections of the pool. SQLite has one in any case. @defaultValue `1` */
  readonly pool?: number;
  /** Beside the audit trail. */
  readonly options?: ObservabilityOptions;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly atomicity: string;
  readonly capture: string;
  readonly target_id: string | null;
  readonly body: string;
}

/** An application that keeps its audit trail in its database, as users set it up. */
export class AuditedApp {
  private constructor(
    readonly running: RunningTestApp,
    private readonly keys: ReturnType<typeof newBookKeys>,
    private readonly folder: string,
    private readonly finish: () => Promise<void>,
  ) {}

  static async start(kind: DatabaseKind, parts: AuditedAppParts): Promise<AuditedApp> {
    const { entities, providers, controllers = [], pool = 1, options = {} } = parts;
    const restore = setEnvironment({});
    const fresh = await freshDatabase(kind);
    const folder = await mkdtemp(join(tmpdir(), 'audited-app-'));
    const keys = newBookKeys();
    const [id = '', secret = ''] = keys.mac.split(':');
    const database = { ...optionsOf(kind, fresh.url, pool), entities: [...entities], synchronize: true };
    @Module({
      imports: [TypeOrmModule.forRoot({ ...database, retryAttempts: 0 })],
      providers: [...providers],
      controllers: [...controllers],
    })
    class AuditedModule {}
    const running = await testApp(AuditedModule)
      .observedWith({
        ...options,
        audit: {
          keys: { mac: { id, secret }, signing: keys.signing },
          origin: bookOrigin,
          migrate: true,
          spillPath: join(folder, 'spill.ndjson'),
        },
      })
      .start();
    return new AuditedApp(running, keys, folder, async () => {
      await running.stop();
      restore();
      await fresh.drop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  get dataSource(): DataSource {
    return this.running.app.get(DataSource);
  }

  get service(): AuditService {
    return this.running.app.get(AuditService);
  }

  get trail(): AuditTrail {
    return this.running.app.get(AuditTrail);
  }

  get<T>(provider: Type<T>): T {
    return this.running.app.get(provider);
  }

  /** What is stored, oldest first. */
  async events(): Promise<StoredEvent[]> {
    await this.service.settled();
    return this.dataSource.query('SELECT * FROM audit_event ORDER BY id');
  }

  /** Files in which events wait that the database did not take. */
  spilled(): Promise<string[]> {
    return readdir(this.folder);
  }

  verify(): Promise<AuditVerification> {
    const [id = '', secret = ''] = this.keys.mac.split(':');
    const { dataSource } = this;
    const dialect = dialectOf(dataSource)!.name;
    return verifyAudit({
      sql: dialect === 'sqlite' ? new CommittedSqliteSql(dataSource) : new PooledSql(dataSource),
      dialect,
      stream: 'main',
      origin: bookOrigin,
      keys: new MacKeyRing({ id, secret }),
      verifiers: [AuditBook.signerOf(this.keys).verifier],
    });
  }

  stop(): Promise<void> {
    return this.finish();
  }
}

function optionsOf(kind: DatabaseKind, url: string, pool: number): DataSourceOptions {
  switch (kind) {
    case 'postgres':
      return { type: 'postgres', url, extra: { max: pool, connectionTimeoutMillis: 10_000 } };
    case 'mariadb':
      return { type: 'mariadb', url, extra: { connectionLimit: pool } };
    case 'sqlite':
      return { type: 'better-sqlite3', database: url, enableWAL: true };
  }
}
