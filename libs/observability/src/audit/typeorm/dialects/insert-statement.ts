import type { AuditEvent } from '../../audit-event.js';
import { eventColumnNames, eventColumns } from '../../evidence/event-columns.js';

/** Columns of `audit_event` that an insert fills; `recorded_at` is the clock of the database. */
const columnNames = [...eventColumnNames, 'body', 'mac', 'key_id'];

const head = `INSERT INTO audit_event (${columnNames.join(', ')}) VALUES `;
const row = `(${columnNames.map(() => '?').join(', ')})`;

/** Longest text of all bodies of one statement, far below the packet limit of any server (MariaDB: 16 MiB). */
const maxBodyLength = 2 * 1024 * 1024;

/** A multi-row insert into `audit_event`. */
export interface InsertStatement {
  readonly statement: string;
  readonly parameters: readonly unknown[];
}

/** One `INSERT INTO audit_event` for all the events. */
export function insertEvents(events: readonly AuditEvent[]): InsertStatement {
  return { statement: insertRows(events.length), parameters: eventValues(events) };
}

/** The insert of so many rows. */
export function insertRows(count: number): string {
  return head + Array.from({ length: count }, () => row).join(', ');
}

/** What {@link insertRows} takes, row by row. */
export function eventValues(events: readonly AuditEvent[]): readonly unknown[] {
  const [only] = events;
  return only && events.length === 1 ? valuesOf(only) : events.flatMap(valuesOf);
}

/** Splits events into statements that stay below the parameter limit of the database and below its packet limit. */
export function* insertChunks(
  events: readonly AuditEvent[],
  maxParameters: number,
): Generator<readonly AuditEvent[]> {
  const maxRows = Math.floor(maxParameters / columnNames.length);
  let chunk: AuditEvent[] = [];
  let length = 0;
  for (const event of events) {
    if (chunk.length > 0 && (chunk.length >= maxRows || length + event.body.length > maxBodyLength)) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(event);
    length += event.body.length;
  }
  if (chunk.length > 0) yield chunk;
}

/** Whether events make one chunk. */
export function fitOneStatement(events: readonly AuditEvent[], maxParameters: number): boolean {
  const chunks = insertChunks(events, maxParameters);
  return chunks.next().value?.length === events.length;
}

/** In the order of the columns. */
function valuesOf(event: AuditEvent): unknown[] {
  const { body, mac, keyId } = event;
  const columns = eventColumns(event);
  const values: unknown[] = eventColumnNames.map(name => columns[name]);
  // Drivers know buffers only.
  values.push(body, Buffer.from(mac.buffer, mac.byteOffset, mac.byteLength), keyId);
  return values;
}
