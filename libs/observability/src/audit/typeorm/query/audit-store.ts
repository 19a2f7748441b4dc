import type { MacKeyRing } from '../../evidence/mac-key-ring.js';
import { isEventMac } from '../../evidence/event-mac.js';
import { parseEventBody } from '../../evidence/parse-event-body.js';
import type { AuditEvent } from '../../audit-event.js';
import type { AuditDialectName } from '../audit-dialect.js';
import type { Sql } from '../sql.js';
import type { AuditRecord } from './audit-record.js';
import { eventRowColumns, type EventRow } from './event-rows.js';

/** A stored event with what the database knows of it. */
export interface StoredEvent {
  readonly event: AuditEvent;
  readonly record: AuditRecord;
}

/** What a store reads with. */
export interface AuditStoreParts {
  readonly sql: Sql;
  /** @defaultValue `sql` */
  readonly committed?: Sql;
  readonly dialect: AuditDialectName;
  /** Check the MAC of what is read; rows of keys that are not among them are taken as they are. */
  readonly keys?: MacKeyRing;
}

/** The tables of the audit trail, for reading. */
export class AuditStore {
  /** The columns that {@link read} wants, of an event `e` and its leaf `l`. */
  readonly columns: string;

  /** Reads at once. */
  readonly sql: Sql;
  /** Reads what is committed, waiting for it where a database shows more. */
  readonly committed: Sql;
  private readonly keys: MacKeyRing | undefined;

  constructor({ sql, committed = sql, dialect, keys }: AuditStoreParts) {
    this.columns = eventRowColumns(dialect);
    this.sql = sql;
    this.committed = committed;
    this.keys = keys;
  }

  /** The beginning of a statement about events and their leaves, if they have one. */
  get select(): string {
    return `SELECT ${this.columns} FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id`;
  }

  /** Rows as records, and the ids of those that are not what the application wrote. */
  read(rows: readonly EventRow[]): { records: AuditRecord[]; damaged: string[] } {
    const records: AuditRecord[] = [];
    const damaged: string[] = [];
    for (const row of rows) {
      const stored = this.stored(row);
      if (stored === undefined) damaged.push(row.id);
      else records.push(stored.record);
    }
    return { records, damaged };
  }

  /** One row as an event; `undefined` when its body cannot be read, is of another event, or has a wrong MAC. */
  stored(row: EventRow): StoredEvent | undefined {
    const { id, body, mac, key_id: keyId } = row;
    const content = parsed(body);
    if (content === undefined || content.entry.id !== id) return undefined;
    if (this.keys?.has(keyId) === true && !isEventMac(body, mac, this.keys.get(keyId).key)) return undefined;
    return {
      event: { ...content, body, mac, keyId },
      record: {
        ...content.entry,
        stream: content.stream,
        recordedAt: row.recorded_at,
        ...(row.pos !== null && { position: Number(row.pos) }),
      },
    };
  }
}

function parsed(body: string) {
  try {
    return parseEventBody(body);
  } catch {
    return undefined;
  }
}
