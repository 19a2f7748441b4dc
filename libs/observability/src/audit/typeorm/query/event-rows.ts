import type { AuditDialectName } from '../audit-dialect.js';

/** A row of `audit_event`, with its leaf. */
export interface EventRow {
  readonly id: string;
  readonly body: string;
  readonly mac: Uint8Array;
  readonly key_id: string;
  readonly recorded_at: string;
  /** Drivers give big integers as numbers or as texts. */
  readonly pos: number | string | null;
}

const recordedAt: Readonly<Record<AuditDialectName, string>> = {
  postgres: `to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  mysql: `DATE_FORMAT(e.recorded_at, '%Y-%m-%dT%H:%i:%s.%fZ')`,
  sqlite: 'e.recorded_at',
};

/** Columns of `audit_event` (`e`) and `audit_leaf` (`l`), in the shape of {@link EventRow}. */
export function eventRowColumns(dialect: AuditDialectName): string {
  return (
    'e.id AS id, e.body AS body, e.mac AS mac, e.key_id AS key_id, ' +
    `${recordedAt[dialect]} AS recorded_at, l.pos AS pos`
  );
}
