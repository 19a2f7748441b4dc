import { EntitySchema } from 'typeorm';

/** A row of `audit_leaf`: the place of an event in the Merkle tree of its stream. */
export interface AuditLeafRow {
  readonly stream: string;
  /** From 0; a 64-bit number, which PostgreSQL and MySQL give as text. */
  readonly position: string | number;
  readonly eventId: string;
}

/** `audit_leaf` as an entity, for reading. Schema synchronisation leaves the table alone. */
export const AuditLeafEntity = new EntitySchema<AuditLeafRow>({
  name: 'AuditLeaf',
  tableName: 'audit_leaf',
  synchronize: false,
  columns: {
    stream: { type: String, primary: true },
    position: { type: 'bigint', name: 'pos', primary: true },
    eventId: { type: String, name: 'event_id' },
  },
});
