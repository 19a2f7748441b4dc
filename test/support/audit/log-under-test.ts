import type { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { AuditEntry, AuditEvent } from 'nestjs-observability/audit';
import type { AnchoredCheckpoint } from '../../../libs/observability/dist/audit/anchors/audit-anchor.js';
import { checkpointLine } from '../../../libs/observability/dist/audit/anchors/checkpoint-line.js';
import { receiptOf } from '../../../libs/observability/dist/audit/anchors/receipt-of.js';
import { eventBody } from '../../../libs/observability/dist/audit/evidence/event-body.js';
import { eventMac } from '../../../libs/observability/dist/audit/evidence/event-mac.js';
import { MacKeyRing } from '../../../libs/observability/dist/audit/evidence/mac-key-ring.js';
import { NoteSigner } from '../../../libs/observability/dist/audit/evidence/note-signer.js';
import type { AuditDialect } from '../../../libs/observability/dist/audit/typeorm/audit-dialect.js';
import { dialectOf } from '../../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { installTables } from '../../../libs/observability/dist/audit/typeorm/install-tables.js';
import {
  CommittedSqliteSql,
  PooledSql,
} from '../../../libs/observability/dist/audit/typeorm/query/reading-sql.js';
import {
  AuditSealer,
  type AuditSealerOptions,
} from '../../../libs/observability/dist/audit/typeorm/sealer/audit-sealer.js';
import { PooledSealing } from '../../../libs/observability/dist/audit/typeorm/sealer/pooled-sealing.js';
import { sealingStatements } from '../../../libs/observability/dist/audit/typeorm/sealer/sealing-statements.js';
import type { SealingConnection } from '../../../libs/observability/dist/audit/typeorm/sealer/sealing-connection.js';
import { SqliteSealing } from '../../../libs/observability/dist/audit/typeorm/sealer/sqlite-sealing.js';
import type { StreamIdentity } from '../../../libs/observability/dist/audit/typeorm/sealer/stream-identity.js';
import type { UpkeepMeans } from '../../../libs/observability/dist/audit/typeorm/upkeep/prune-log.js';
import type { Sql } from '../../../libs/observability/dist/audit/typeorm/sql.js';
import type { AuditVerification } from '../../../libs/observability/dist/audit/verify/audit-verification.js';
import {
  verifyAudit,
  type VerifyAuditOptions,
} from '../../../libs/observability/dist/audit/verify/verify-audit.js';
import {
  witnessLines,
  type WitnessLine,
} from '../../../libs/observability/dist/audit/verify/witness-lines.js';
import { freshDatabase, type DatabaseKind, type FreshDatabase } from './fresh-database.js';

/** A writer as the library numbers its events, with the means of a test to leave numbers out. */
export class LogWriter {
  readonly id = randomUUID();
  private last = 0;

  constructor(private readonly log: LogUnderTest) {}

  /** Makes events without storing them. */
  events(count: number, change: Partial<AuditEntry> = {}): AuditEvent[] {
    return Array.from({ length: count }, () => this.log.event(this.id, (this.last += 1), change));
  }

  /** Makes events and stores them in one statement. */
  async write(count: number, change: Partial<AuditEntry> = {}): Promise<AuditEvent[]> {
    const events = this.events(count, change);
    await this.log.store(events);
    return events;
  }
}

/** An audit log in a database of its own, without an application around it: for sealing, tampering and verifying. */
export class LogUnderTest {
  readonly stream = 'main';
  readonly origin = 'shop/audit/main';
  readonly keys = new MacKeyRing({ id: 'k1', secret: randomBytes(32).toString('base64') });
  readonly signingKey = generateKeyPairSync('ed25519').privateKey;
  readonly identity: StreamIdentity = {
    stream: this.stream,
    origin: this.origin,
    signers: [new NoteSigner(this.origin, this.signingKey)],
  };
  readonly sql: Sql;
  /** Checkpoints that were made, as an anchor would keep them. */
  readonly published: AnchoredCheckpoint[] = [];

  private constructor(readonly database: FreshDatabase) {
    this.sql =
      database.kind === 'sqlite'
        ? new CommittedSqliteSql(database.dataSource)
        : new PooledSql(database.dataSource);
  }

  static async create(kind: DatabaseKind): Promise<LogUnderTest> {
    const log = new LogUnderTest(await freshDatabase(kind));
    await installTables(log.database.dataSource, log.dialect);
    return log;
  }

  /** On a PostgreSQL server of the test's own. */
  static async at(url: string): Promise<LogUnderTest> {
    const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
    // A connection that the server cut while it was idle is no failure of the test.
    (dataSource.driver as unknown as { master: EventEmitter }).master.on('error', () => undefined);
    const log = new LogUnderTest({ kind: 'postgres', url, dataSource, drop: () => dataSource.destroy() });
    await installTables(dataSource, log.dialect);
    return log;
  }

  get dialect(): AuditDialect {
    return dialectOf(this.database.dataSource)!;
  }

  writer(): LogWriter {
    return new LogWriter(this);
  }

  event(writerId: string, writerSeq: number, change: Partial<AuditEntry> = {}): AuditEvent {
    const entry: AuditEntry = {
      id: uuidV7(),
      operationId: randomUUID(),
      part: 1,
      phase: 'result',
      occurredAt: Date.now() * 1000,
      action: 'order.place',
      crud: 'c',
      outcome: 'success',
      atomicity: 'tx',
      capture: 'none',
      ...(change.action?.startsWith('audit.') ? {} : { tenant: 'acme' }),
      actor: { type: 'user', id: 'u-1' },
      targets: [{ type: 'Order', id: String(writerSeq) }],
      ...change,
    };
    const content = { entry, stream: this.stream, writerId, writerSeq };
    const body = eventBody(content);
    const { id, key } = this.keys.current;
    return { ...content, body, mac: eventMac(body, key), keyId: id };
  }

  /** Stores events with their pending rows, as an application does. */
  async store(events: readonly AuditEvent[]): Promise<void> {
    await this.database.dataSource.transaction(async ({ queryRunner }) => {
      const { RunnerSql } = await import('../../../libs/observability/dist/audit/typeorm/runner-sql.js');
      const { runSteps } = await import('../../../libs/observability/dist/audit/typeorm/sql-steps.js');
      await runSteps(new RunnerSql(queryRunner!), this.dialect.insert(events));
    });
  }

  get connection(): SealingConnection {
    const { dataSource, kind } = this.database;
    return kind === 'sqlite'
      ? new SqliteSealing(dataSource)
      : new PooledSealing(dataSource, sealingStatements(this.dialect.name));
  }

  /** What upkeep works with; its records go through a writer of their own. */
  get upkeep(): UpkeepMeans {
    const { sql, identity, keys, connection, dialect } = this;
    const writer = this.writer();
    const write = async (entries: readonly AuditEntry[]) => {
      for (const entry of entries) await writer.write(1, entry);
      return [];
    };
    return { sql, identity, keys, connection, dialect: dialect.name, sink: { write } };
  }

  sealer(options: Partial<AuditSealerOptions> = {}): AuditSealer {
    const { identity, connection } = this;
    return new AuditSealer({
      identity,
      statements: sealingStatements(this.dialect.name),
      connection,
      ...options,
    });
  }

  /** Seals everything that is pending. */
  async seal(): Promise<void> {
    const sealer = this.sealer({ onSealed: ({ checkpoint }) => void this.published.push(checkpoint) });
    sealer.start();
    await sealer.stop(10_000);
    if (sealer.status.failures > 0) throw sealer.status.failure;
  }

  verify(options: Partial<VerifyAuditOptions> = {}): Promise<AuditVerification> {
    return verifyAudit({
      sql: this.sql,
      dialect: this.dialect.name,
      stream: this.stream,
      origin: this.origin,
      keys: this.keys,
      verifiers: this.identity.signers.map(({ verifier }) => verifier),
      ...options,
    });
  }

  /** What a log store would have kept: a checkpoint line for each seal, and receipts of these events. */
  witness(receiptsOf: readonly AuditEvent[] = []): AsyncIterable<WitnessLine> {
    const lines = [
      ...this.published.map(each => ({ msg: 'audit.checkpoint', ...checkpointLine(each) })),
      ...receiptsOf.map(receiptOf).map(({ id, hash }) => ({
        msg: 'audit.receipt',
        'audit.record.id': id,
        'audit.record.hash': hash,
      })),
    ];
    return witnessLines(Readable.from(lines.map(line => `${JSON.stringify(line)}\n`)));
  }

  /** Does what the owner of the tables can do: the triggers that guard them are taken away first. */
  async tamper(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.disarm();
    await this.sql.run(statement, parameters);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.sql.rows<{ n: string | number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row!.n);
  }

  private async disarm(): Promise<void> {
    const triggers = await this.sql.rows<{ name: string }>(
      {
        postgres: `SELECT 'ALTER TABLE ' || tgrelid::regclass || ' DISABLE TRIGGER ' || tgname AS name FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled <> 'D'`,
        mysql: `SELECT CONCAT('DROP TRIGGER ', trigger_name) AS name FROM information_schema.triggers
WHERE event_object_schema = database() AND trigger_name LIKE '%\\_no\\_%'`,
        sqlite: `SELECT 'DROP TRIGGER ' || name AS name FROM sqlite_master WHERE type = 'trigger'`,
      }[this.dialect.name],
    );
    for (const { name } of triggers) await this.sql.run(name);
  }
}

/** Ids in the order in which they are made. */
function uuidV7(): string {
  const time = (Date.now() * 4096 + (counter.next().value as number)).toString(16).padStart(15, '0');
  const [high, low] = [time.slice(0, 12), time.slice(12)];
  return `${high.slice(0, 8)}-${high.slice(8)}-7${low}-8${randomBytes(2).toString('hex').slice(1)}-${randomBytes(6).toString('hex')}`;
}

const counter = (function* count() {
  for (let n = 0; ; n = (n + 1) % 4096) yield n;
})();
