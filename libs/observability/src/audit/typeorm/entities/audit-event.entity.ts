import { EntitySchema } from 'typeorm';

/** A row of `audit_event`: the columns repeat what `body` says, and only `body` is authenticated. */
export interface AuditEventRow {
  readonly id: string;
  readonly stream: string;
  readonly writerId: string;
  /** A 64-bit number, which PostgreSQL and MySQL give as text. */
  readonly writerSeq: string | number;
  readonly operationId: string;
  readonly parentOperationId: string | null;
  readonly part: number;
  readonly phase: string;
  /** Microseconds since the epoch, by the clock of the application. */
  readonly occurredAt: string | number;
  /** By the clock of the database; on SQLite text, on MariaDB and MySQL in UTC. */
  readonly recordedAt: Date | string;
  readonly action: string;
  readonly crud: string | null;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly atomicity: string;
  readonly capture: string;
  readonly tenant: string | null;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly actingFor: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly requestId: string | null;
  readonly body: string;
  readonly keyId: string;
}

const text = (name: string, nullable = false) => ({ type: String, name, nullable });
const bigint = (name: string) => ({ type: 'bigint' as const, name });

/**
 * `audit_event` as an entity, for reports of your own. Read through `AuditTrail` where you can: it checks tenants and MACs, and
 * records who read. The bytes of MACs and hashes are left out. Schema synchronisation leaves the table alone; writing through it is refused by its triggers.
 */
export const AuditEventEntity = new EntitySchema<AuditEventRow>({
  name: 'AuditEvent',
  tableName: 'audit_event',
  synchronize: false,
  columns: {
    id: { type: String, primary: true },
    stream: text('stream'),
    writerId: text('writer_id'),
    writerSeq: bigint('writer_seq'),
    operationId: text('op_id'),
    parentOperationId: text('parent_op_id', true),
    part: { type: Number },
    phase: text('phase'),
    occurredAt: bigint('occurred_at'),
    recordedAt: { type: String, name: 'recorded_at' },
    action: text('action'),
    crud: text('crud', true),
    outcome: text('outcome'),
    reasonCode: text('reason_code', true),
    atomicity: text('atomicity'),
    capture: text('capture'),
    tenant: text('tenant_id', true),
    actorType: text('actor_type'),
    actorId: text('actor_id', true),
    actingFor: text('acting_for', true),
    targetType: text('target_type', true),
    targetId: text('target_id', true),
    traceId: text('trace_id', true),
    spanId: text('span_id', true),
    requestId: text('request_id', true),
    body: { type: String },
    keyId: text('key_id'),
  },
});
