import type { EventContent } from './event-body.js';

/** NUL characters and lone surrogates. */
const unstorable = /\0|\p{Surrogate}/gu;
/** Texts of which all this is known to be absent: nearly every one. */
const plain = /^[ -~]*$/;

/** What an event says that can be searched: the columns of `audit_event` beside body, MAC and key id. */
export interface EventColumns {
  readonly id: string;
  readonly stream: string;
  readonly writer_id: string;
  readonly writer_seq: number;
  readonly op_id: string;
  readonly parent_op_id: string | null;
  readonly part: number;
  readonly phase: string;
  readonly occurred_at: number;
  readonly action: string;
  readonly crud: string | null;
  readonly outcome: string;
  readonly reason_code: string | null;
  readonly atomicity: string;
  readonly capture: string;
  readonly tenant_id: string | null;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly acting_for: string | null;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly request_id: string | null;
}

/** All of them, in the order in which they are written. */
export const eventColumnNames: readonly (keyof EventColumns)[] = [
  'id',
  'stream',
  'writer_id',
  'writer_seq',
  'op_id',
  'parent_op_id',
  'part',
  'phase',
  'occurred_at',
  'action',
  'crud',
  'outcome',
  'reason_code',
  'atomicity',
  'capture',
  'tenant_id',
  'actor_type',
  'actor_id',
  'acting_for',
  'target_type',
  'target_id',
  'trace_id',
  'span_id',
  'request_id',
];

/**
 * Projects an event into columns. Texts are cut to the length of their column and lose NUL characters and lone
 * surrogates, which databases refuse; the body has them whole. The same function writes and verifies, so a column that
 * differs from it was changed.
 */
export function eventColumns({ entry, stream, writerId, writerSeq }: EventContent): EventColumns {
  const [target] = entry.targets;
  return {
    id: entry.id,
    stream: columnText(stream, 64),
    writer_id: writerId,
    writer_seq: writerSeq,
    op_id: entry.operationId,
    parent_op_id: entry.parentOperationId ?? null,
    part: entry.part,
    phase: entry.phase,
    occurred_at: entry.occurredAt,
    action: columnText(entry.action, 120),
    crud: entry.crud ?? null,
    outcome: entry.outcome,
    reason_code: optionalText(entry.reasonCode, 64),
    atomicity: entry.atomicity,
    capture: entry.capture,
    tenant_id: optionalText(entry.tenant, 128),
    actor_type: entry.actor.type,
    actor_id: optionalText(entry.actor.id, 256),
    acting_for: optionalText(entry.actor.actingFor, 256),
    target_type: optionalText(target?.type, 128),
    target_id: optionalText(target?.id, 256),
    trace_id: optionalText(entry.traceId, 32),
    span_id: optionalText(entry.spanId, 16),
    request_id: optionalText(entry.requestId, 64),
  };
}

/** A text as a column of this many characters holds it: also for searching, so that long values are found. */
export function columnText(text: string, length: number): string {
  if (text.length <= length && plain.test(text)) return text;
  const storable = text.replace(unstorable, '');
  if (storable.length <= length) return storable;
  const last = storable.charCodeAt(length - 1);
  // Not through the middle of a surrogate pair.
  return storable.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function optionalText(text: string | undefined, length: number): string | null {
  return text === undefined ? null : columnText(text, length);
}
