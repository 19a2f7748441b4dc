import type { DataSource } from 'typeorm';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import type { AuditDialect } from './audit-dialect.js';
import type { EntryPolicy } from './entry-policy.js';
import type { EventInsertion } from './event-insertion.js';
import { EventWriter } from './event-writer.js';
import type { PersonalData } from './personal-data.js';
import { PooledEventStore } from './pooled-event-store.js';
import { PreparedStatements } from './prepared-statements.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { SqliteHandle } from './sqlite-handle.js';
import { SqliteTurns } from './sqlite-turns.js';
import { TransactionEnds } from './transaction-ends.js';
import { TypeOrmAuditSink } from './typeorm-audit.sink.js';

/** What an audit trail in a database is made of. */
export interface AuditSinkSettings {
  readonly dataSource: DataSource;
  readonly dialect: AuditDialect;
  readonly insertion: EventInsertion;
  readonly stream: string;
  readonly keys: MacKeyRing;
  readonly policy: EntryPolicy;
  readonly personalData?: PersonalData;
  /** Whether PostgreSQL is to keep statements ready. @defaultValue where no pooler stands before it */
  readonly preparedStatements?: boolean;
  readonly spillPath: string;
  readonly description: string;
  /** Milliseconds that the database has for an independent write before the spill file takes it. @defaultValue `5_000` */
  readonly timeout?: number;
  readonly report: (thrown: unknown) => void;
}

/** Makes the sink of a data source and opens it. The tables must be there. */
export async function openAuditSink(settings: AuditSinkSettings): Promise<TypeOrmAuditSink> {
  const { dataSource, dialect, insertion, stream, keys, policy, personalData, timeout = 5_000 } = settings;
  const prepared = await PreparedStatements.on(dataSource, settings.preparedStatements);
  const sink = new TypeOrmAuditSink({
    ...settings,
    dialect: dialect.name,
    prepared,
    store:
      dialect.name === 'sqlite'
        ? new SqliteEventStore(sqliteTurns(dataSource, timeout), insertion)
        : new PooledEventStore(dataSource, insertion, timeout),
    writer: new EventWriter({ stream, keys, policy, ...(personalData && { personalData }) }),
  });
  await sink.open();
  return sink;
}

function sqliteTurns(dataSource: DataSource, timeout: number): SqliteTurns {
  return new SqliteTurns(new SqliteHandle(dataSource), new TransactionEnds(dataSource), timeout);
}
