import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry, NumberRange } from 'nestjs-observability/audit';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { MacKeyRing } from '../../../libs/observability/dist/audit/evidence/mac-key-ring.js';
import { parseEventBody } from '../../../libs/observability/dist/audit/evidence/parse-event-body.js';
import { dialectOf } from '../../../libs/observability/dist/audit/typeorm/dialects/dialect-of.js';
import { EntryPolicy } from '../../../libs/observability/dist/audit/typeorm/entry-policy.js';
import { pendingInsertion } from '../../../libs/observability/dist/audit/typeorm/event-insertion.js';
import { installTables } from '../../../libs/observability/dist/audit/typeorm/install-tables.js';
import { openAuditSink } from '../../../libs/observability/dist/audit/typeorm/open-audit-sink.js';
import type { PersonalData } from '../../../libs/observability/dist/audit/typeorm/personal-data.js';
import type { TypeOrmAuditSink } from '../../../libs/observability/dist/audit/typeorm/typeorm-audit.sink.js';
import { UuidV7 } from '../../../libs/observability/dist/audit/uuid-v7.js';
import { Redactor } from '../../../libs/observability/dist/redaction/redactor.js';

const ids = new UuidV7();

/** A refusal, as guards leave it. */
export function someEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: ids.next(),
    operationId: randomUUID(),
    part: 1,
    phase: 'result',
    occurredAt: Date.now() * 1_000,
    action: 'order.cancel',
    outcome: 'denied',
    atomicity: 'independent',
    capture: 'none',
    actor: { type: 'user', id: 'ada' },
    targets: [{ type: 'Order', id: '4711' }],
    ...change,
  };
}

/** An event as it is stored, with what its body says of the numbers of its writer. */
export interface StoredNumber {
  readonly seq: number;
  readonly action: string;
  readonly floor: number | undefined;
  readonly voids: readonly NumberRange[] | undefined;
}

/** How a sink of a test differs. */
export interface SinkUnderTestOptions {
  readonly timeout?: number;
  readonly install?: boolean;
  /** @defaultValue values of personal data are masked */
  readonly personalData?: PersonalData;
}

/** A sink on a data source with its own keys and spill file. */
export class SinkUnderTest {
  readonly reports: string[] = [];
  private constructor(
    readonly dataSource: DataSource,
    readonly folder: string,
    readonly keys: MacKeyRing,
    private readonly personalData: PersonalData | undefined,
  ) {}

  sink!: TypeOrmAuditSink;

  static async open(
    dataSource: DataSource,
    { timeout = 3_000, install = true, personalData }: SinkUnderTestOptions = {},
  ): Promise<SinkUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'audit-spill-'));
    const keys = new MacKeyRing({ id: 'k1', secret: randomBytes(32).toString('base64') });
    const test = new SinkUnderTest(dataSource, folder, keys, personalData);
    if (install) await installTables(dataSource, dialectOf(dataSource)!);
    test.sink = await test.another(dataSource, timeout);
    return test;
  }

  get spillPath(): string {
    return join(this.folder, 'spill', 'events.ndjson');
  }

  /** A further sink with the same keys and the same spill file: another start of the application. */
  another(
    dataSource = this.dataSource,
    timeout = 3_000,
    preparedStatements?: boolean,
  ): Promise<TypeOrmAuditSink> {
    const dialect = dialectOf(dataSource)!;
    return openAuditSink({
      dataSource,
      dialect,
      insertion: pendingInsertion(dialect, () => undefined),
      stream: 'main',
      keys: this.keys,
      policy: new EntryPolicy(new Redactor(), { maxFieldBytes: 16_384, maxBodyBytes: 262_144 }),
      ...(this.personalData && { personalData: this.personalData }),
      spillPath: this.spillPath,
      description: 'test',
      timeout,
      ...(preparedStatements !== undefined && { preparedStatements }),
      report: thrown => this.reports.push(thrown instanceof Error ? thrown.message : String(thrown)),
    });
  }

  /** What is stored, by writer number. */
  async stored(): Promise<StoredNumber[]> {
    const rows: { body: string }[] = await this.dataSource.query(
      'SELECT body FROM audit_event ORDER BY writer_id, writer_seq',
    );
    return rows.map(({ body }) => {
      const { entry, writerSeq, writerFloor, writerVoids } = parseEventBody(body);
      return { seq: writerSeq, action: entry.action, floor: writerFloor, voids: writerVoids };
    });
  }

  async count(table: string): Promise<number> {
    const [row]: { n: string | number }[] = await this.dataSource.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row!.n);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The options of a second data source on the same database, with a pool of this size. */
export function withPool(dataSource: DataSource, size: number): DataSourceOptions {
  const extra = dataSource.options.type === 'postgres' ? { max: size } : { connectionLimit: size };
  return { ...dataSource.options, extra } as DataSourceOptions;
}
