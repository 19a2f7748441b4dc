import type { AuditEntry } from '../audit-entry.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { leafHash } from '../evidence/leaf-hash.js';
import { csvCell } from './csv-cell.js';
import type { ExportedEvent } from './exported-event.js';
import { isoTime } from './iso-time.js';

type Cell = (exported: ExportedEvent, entry: AuditEntry) => string | number | undefined;

/** Columns in their order; new ones are appended, so that old readers still work. */
const columns: Readonly<Record<string, Cell>> = {
  position: ({ position }) => position,
  occurred_at: (_exported, { occurredAt }) => isoTime(occurredAt),
  recorded_at: ({ recordedAt }) => recordedAt,
  action: (_exported, { action }) => action,
  outcome: (_exported, { outcome }) => outcome,
  reason_code: (_exported, { reasonCode }) => reasonCode,
  reason: (_exported, { reason }) => reason,
  actor_type: (_exported, { actor }) => actor.type,
  actor_id: (_exported, { actor }) => actor.id,
  acting_for: (_exported, { actor }) => actor.actingFor,
  tenant: (_exported, { tenant }) => tenant,
  target_type: (_exported, { targets }) => targets[0]?.type,
  target_id: (_exported, { targets }) => targets[0]?.id,
  targets: (_exported, { targets }) => json(targets),
  changes: (_exported, { changes }) => json(changes),
  details: (_exported, { details }) => json(details),
  failure_type: (_exported, { failure }) => failure?.type,
  failure_code: (_exported, { failure }) => failure?.code,
  crud: (_exported, { crud }) => crud,
  atomicity: (_exported, { atomicity }) => atomicity,
  capture: (_exported, { capture }) => capture,
  phase: (_exported, { phase }) => phase,
  part: (_exported, { part }) => part,
  source_address: (_exported, { source }) => source?.address,
  user_agent: (_exported, { source }) => source?.userAgent,
  route: (_exported, { source }) => source?.route,
  request_id: (_exported, { requestId }) => requestId,
  trace_id: (_exported, { traceId }) => traceId,
  span_id: (_exported, { spanId }) => spanId,
  id: (_exported, { id }) => id,
  operation_id: (_exported, { operationId }) => operationId,
  parent_operation_id: (_exported, { parentOperationId }) => parentOperationId,
  stream: ({ event }) => event.stream,
  writer_id: ({ event }) => event.writerId,
  writer_seq: ({ event }) => event.writerSeq,
  key_id: ({ event }) => event.keyId,
  mac: ({ event }) => hex(event.mac),
  hash: ({ event }) => hex(leafHash(event.body, event.mac)),
};

/** First line of a CSV export: the names of the columns, which are always the same. */
export const csvHeader = `${Object.keys(columns).join(',')}\r\n`;

/** An event as one record of CSV (RFC 4180); lists and objects are canonical JSON in their cell. */
export function csvLine(exported: ExportedEvent): string {
  const cells = Object.values(columns).map(cell => csvCell(cell(exported, exported.event.entry)));
  return `${cells.join(',')}\r\n`;
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
