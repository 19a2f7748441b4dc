import type {
  AuditEntry,
  AuditReceipt,
  TransactionalAuditSink,
  TransactionEnd,
} from 'nestjs-observability/audit';
import type { DataSource, QueryRunner } from 'typeorm';
import { ownStatement } from '../../../libs/observability/dist/audit/typeorm/own-statements.js';
import type { AuditStoreUnderTest } from './real-audit-store.js';

const table = 'audit_probe';

/** One table, one row an entry, and a switch that breaks it: for suites about what happens when the store refuses. */
export class TableAuditSink implements TransactionalAuditSink {
  readonly description = 'one table';
  /** When set, every write fails. */
  broken: Error | undefined;
  ended: (runner: QueryRunner, end: TransactionEnd) => void = () => undefined;

  constructor(private readonly dataSource: DataSource) {}

  async write(entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await this.writeWithin(runner, entries);
    } finally {
      await runner.release();
    }
  }

  async writeWithin(runner: QueryRunner, entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> {
    if (this.broken) throw this.broken;
    const isPostgres = this.dataSource.options.type === 'postgres';
    const rows = entries.map((_, index) =>
      isPostgres ? `($${2 * index + 1}, $${2 * index + 2})` : '(?, ?)',
    );
    await runner.query(
      ownStatement(`INSERT INTO ${table} (id, body) VALUES ${rows.join(', ')}`),
      entries.flatMap(entry => [entry.id, JSON.stringify(entry)]),
    );
    return entries.map(({ id }) => ({ id, hash: '00'.repeat(32) }));
  }
}

/** For `auditedDatabase(kind, { store: tableAuditStore })`. */
export async function tableAuditStore(dataSource: DataSource): Promise<AuditStoreUnderTest> {
  await dataSource.query(`CREATE TABLE ${table} (id char(36) PRIMARY KEY, body text NOT NULL)`);
  return {
    sink: new TableAuditSink(dataSource),
    table,
    records: async () => {
      const rows = await dataSource.query<{ body: string }[]>(
        ownStatement(`SELECT body FROM ${table} ORDER BY id`),
      );
      return rows.map(({ body }) => JSON.parse(body) as AuditEntry);
    },
    close: async () => undefined,
  };
}
