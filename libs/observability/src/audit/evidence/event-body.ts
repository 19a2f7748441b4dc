import type { AuditEntry } from '../audit-entry.js';
import type { AuditEvent } from '../audit-event.js';
import { canonicalJson } from './canonical-json.js';

/** What the body of an event says: the entry, and who wrote it as which one. */
export type EventContent = Pick<
  AuditEvent,
  'entry' | 'stream' | 'writerId' | 'writerSeq' | 'writerFloor' | 'writerVoids'
>;

/** Version of the layout of the body, stored in it as `v`. */
export const BODY_VERSION = 1;

/** Text of an event that is authenticated and sealed: canonical JSON (RFC 8785) of everything it says. */
export function eventBody(content: EventContent): string {
  const { entry } = content;
  // In the order of the text, so that nothing has to be sorted for each event.
  return canonicalJson({
    action: entry.action,
    actor: entry.actor,
    atomicity: entry.atomicity,
    capture: entry.capture,
    changes: entry.changes,
    crud: entry.crud,
    details: entry.details,
    failure: entry.failure,
    id: entry.id,
    occurredAt: entry.occurredAt,
    operationId: entry.operationId,
    outcome: entry.outcome,
    parentOperationId: entry.parentOperationId,
    part: entry.part,
    phase: entry.phase,
    pii: entry.pii,
    reason: entry.reason,
    reasonCode: entry.reasonCode,
    requestId: entry.requestId,
    source: entry.source,
    spanId: entry.spanId,
    stream: content.stream,
    targets: entry.targets,
    tenant: entry.tenant,
    traceId: entry.traceId,
    v: BODY_VERSION,
    writerFloor: content.writerFloor,
    writerId: content.writerId,
    writerSeq: content.writerSeq,
    writerVoids: content.writerVoids,
  } satisfies Record<keyof AuditEntry | Exclude<keyof EventContent, 'entry'> | 'v', unknown>);
}
