import { EntitySchema } from 'typeorm';

/** A row of `audit_checkpoint`: a signed statement about the first `size` events of a stream. */
export interface AuditCheckpointRow {
  readonly stream: string;
  /** A 64-bit number, which PostgreSQL and MySQL give as text. */
  readonly size: string | number;
  /** C2SP signed note. */
  readonly note: string;
  readonly sealedAt: Date | string;
}

/** `audit_checkpoint` as an entity, for reading. Schema synchronisation leaves the table alone. */
export const AuditCheckpointEntity = new EntitySchema<AuditCheckpointRow>({
  name: 'AuditCheckpoint',
  tableName: 'audit_checkpoint',
  synchronize: false,
  columns: {
    stream: { type: String, primary: true },
    size: { type: 'bigint', primary: true },
    note: { type: String },
    sealedAt: { type: String, name: 'sealed_at' },
  },
});
