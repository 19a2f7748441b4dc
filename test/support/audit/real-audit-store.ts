import type { AuditEntry, TransactionalAuditSink } from 'nestjs-observability/audit';
import type { DataSource } from 'typeorm';
import { parseEventBody } from '../../../libs/observability/dist/audit/evidence/parse-event-body.js';
import { ownStatement } from '../../../libs/observability/dist/audit/typeorm/own-statements.js';
import { SinkUnderTest } from './sink-under-test.js';

/** Where the records of a suite go. */
export interface AuditStoreUnderTest {
  readonly sink: TransactionalAuditSink;
  readonly table: string;
  /** Everything that is stored, by id. */
  records(): Promise<AuditEntry[]>;
  close(): Promise<void>;
}

/** The tables, triggers, MACs and sequence numbers that applications have. */
export async function realAuditStore(dataSource: DataSource): Promise<AuditStoreUnderTest> {
  const store = await SinkUnderTest.open(dataSource);
  return {
    sink: store.sink,
    table: 'audit_event',
    records: async () => {
      const rows: { body: string }[] = await dataSource.query(
        ownStatement('SELECT body FROM audit_event ORDER BY id'),
      );
      return rows.map(({ body }) => parseEventBody(body).entry);
    },
    close: async () => {
      await store.sink.close();
      await store.remove();
    },
  };
}
