import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AuditService, type AuditEntry, type TransactionalAuditSink } from 'nestjs-observability/audit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AuditRuntime } from '../../libs/observability/dist/audit/audit-runtime.js';
import { auditDataSource } from '../../libs/observability/dist/audit/typeorm/audit-subscriber.js';
import { FaultLog } from '../../libs/observability/dist/core/fault-log.js';
import { activateRuntime, deactivateRuntime, Runtime } from '../../libs/observability/dist/core/runtime.js';
import { databaseKinds, freshDatabase, type DatabaseKind } from './audit/fresh-database.js';
import { realAuditStore, type AuditStoreUnderTest } from './audit/real-audit-store.js';

/** For `describe.each(auditDatabases)('on %s', kind => ...)`: those whose server is there; the set-up of the run names the others. */
export const auditDatabases: readonly DatabaseKind[] = databaseKinds;

/** A database with tables of the suite, whose transactions are audited. */
export interface AuditedDatabase {
  readonly kind: DatabaseKind;
  readonly dataSource: DataSource;
  readonly audit: AuditRuntime;
  readonly service: AuditService;
  readonly sink: TransactionalAuditSink;
  /** How transactions ended, as the store was told. */
  readonly ends: string[];
  /** Table of the records. */
  readonly table: string;
  /** Places at which something went wrong inside the library, and how often. */
  readonly faults: FaultLog;
  /** Every record since the last `clear()`, in the order of its id. */
  records(): Promise<AuditEntry[]>;
  /** The same in short, when nothing is under way any more: `action outcome atomicity`. */
  told(): Promise<string[]>;
  /** Empties the tables of the suite and forgets the records. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** How the database of a suite is made. */
export interface AuditedDatabaseOptions {
  readonly entities: readonly (new () => object)[];
  /** Connections of the pool. SQLite has one in any case. @defaultValue `1` */
  readonly pool?: number;
  /** Whether the driver of PostgreSQL sends a statement before the one before it is answered. @defaultValue `false` */
  readonly pipeline?: boolean;
  /** Changes the address at which the database is reached. */
  readonly through?: (url: string) => Promise<string>;
  /** @defaultValue the one that applications have */
  readonly store?: (dataSource: DataSource) => Promise<AuditStoreUnderTest>;
}

/** Opens an empty database, creates the tables, and audits it as the module would. */
export async function auditedDatabase(
  kind: DatabaseKind,
  {
    entities,
    pool = 1,
    pipeline = false,
    through,
    store: makeStore = realAuditStore,
  }: AuditedDatabaseOptions,
): Promise<AuditedDatabase> {
  const fresh = await freshDatabase(kind);
  await fresh.dataSource.destroy();
  const url = (await through?.(fresh.url)) ?? fresh.url;
  const dataSource = await new DataSource({
    ...optionsOf(kind, url, pool),
    ...(pipeline && { extra: { max: pool, connectionTimeoutMillis: 3_000, pipeline } }),
    entities: [...entities],
    synchronize: true,
  }).initialize();
  const store = await makeStore(dataSource);
  const faults = new FaultLog();
  const ends: string[] = [];
  const sink = heard(store.sink, ends);
  const audit = new AuditRuntime({ sink, faults });
  const stop = startAudit({ dataSource, audit, sink, faults });
  const forgotten = new Set<string>();
  const records = async () => (await store.records()).filter(({ id }) => !forgotten.has(id));
  return {
    kind,
    dataSource,
    audit,
    service: new AuditService(audit),
    sink,
    ends,
    table: store.table,
    faults,
    records,
    told: async () => {
      await audit.settled();
      return (await records()).map(({ action, outcome, atomicity }) => `${action} ${outcome} ${atomicity}`);
    },
    clear: async () => {
      await audit.settled();
      for (const { id } of await store.records()) forgotten.add(id);
      for (const { tableName } of [...dataSource.entityMetadatas].reverse()) {
        await dataSource.query(`DELETE FROM ${tableName}`);
      }
      ends.length = 0;
    },
    close: async () => {
      await audit.settled();
      stop();
      await store.close();
      await dataSource.destroy();
      await fresh.drop();
    },
  };
}

interface Parts {
  readonly dataSource: DataSource;
  readonly audit: AuditRuntime;
  readonly sink: TransactionalAuditSink;
  readonly faults: FaultLog;
}

/** What the module does in an application. */
function startAudit({ dataSource, audit, sink, faults }: Parts): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const runtime = new Runtime([], faults, undefined);
  audit.attachTo(runtime);
  activateRuntime(runtime);
  const end = auditDataSource({ dataSource, audit, sink });
  return () => {
    end();
    deactivateRuntime(runtime);
  };
}

/** Notes what a store is told of transactions. */
function heard(sink: TransactionalAuditSink, ends: string[]): TransactionalAuditSink {
  const ended = sink.ended?.bind(sink);
  sink.ended = (runner, end) => {
    ends.push(end);
    ended?.(runner, end);
  };
  return sink;
}

function optionsOf(kind: DatabaseKind, url: string, pool: number): DataSourceOptions {
  switch (kind) {
    case 'postgres':
      return { type: 'postgres', url, extra: { max: pool, connectionTimeoutMillis: 3_000 } };
    case 'mariadb':
      return { type: 'mariadb', url, extra: { connectionLimit: pool } };
    case 'sqlite':
      return { type: 'better-sqlite3', database: url, enableWAL: true };
  }
}
