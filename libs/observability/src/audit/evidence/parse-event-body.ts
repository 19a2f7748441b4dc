import type {
  AuditAtomicity,
  AuditCapture,
  AuditCrud,
  AuditEntry,
  AuditOutcome,
  AuditPhase,
} from '../audit-entry.js';
import type { NumberRange } from '../audit-event.js';
import { BODY_VERSION, type EventContent } from './event-body.js';
import { JsonMembers } from './json-members.js';

/** A text that is not the body of an audit event. */
export class InvalidEventBodyError extends Error {
  readonly code = 'AUDIT_BODY_INVALID';

  constructor(problem: string) {
    super(
      `parseEventBody(): ${problem} ` +
        'Either the row was changed, or a newer version of this library wrote it: verify it, and read it with that version.',
    );
    this.name = 'InvalidEventBodyError';
  }
}

const outcomes: readonly AuditOutcome[] = ['success', 'failure', 'denied', 'rolled_back', 'unknown'];
const atomicities: readonly AuditAtomicity[] = ['tx', 'after_rollback', 'independent', 'attempt'];
const captures: readonly AuditCapture[] = ['locked', 'loader', 'orm-unlocked', 'manual', 'none'];
const phases: readonly AuditPhase[] = ['attempt', 'result'];
const cruds: readonly AuditCrud[] = ['c', 'r', 'u', 'd', 'x'];
const actorTypes: readonly AuditEntry['actor']['type'][] = ['user', 'service', 'system', 'unknown'];

/**
 * Reads what `eventBody` wrote, so that columns can be compared with the text that was authenticated. It says nothing
 * about authenticity: check the MAC.
 *
 * @throws InvalidEventBodyError when the text is no JSON, of another version, or a member is missing or of another type.
 */
export function parseEventBody(body: string): EventContent {
  const content = new JsonMembers(parsed(body), problem => new InvalidEventBodyError(problem));
  const { v, stream, writerId, writerSeq, writerFloor, writerVoids, ...entry } = content.members;
  if (v !== BODY_VERSION) {
    throw new InvalidEventBodyError(
      `The version of the layout is ${JSON.stringify(v)}, not ${BODY_VERSION}.`,
    );
  }
  content.texts('stream', 'writerId');
  content.counts('writerSeq');
  if (writerFloor !== undefined) content.counts('writerFloor');
  if (writerVoids !== undefined) content.list('writerVoids', range => range.counts('first', 'last'));
  checkEntry(content);
  return {
    entry: entry as unknown as AuditEntry,
    stream: stream as string,
    writerId: writerId as string,
    writerSeq: writerSeq as number,
    ...(writerFloor !== undefined && { writerFloor: writerFloor as number }),
    ...(writerVoids !== undefined && { writerVoids: writerVoids as readonly NumberRange[] }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidEventBodyError('The text is no JSON.');
  }
}

function checkEntry(content: JsonMembers): void {
  content.texts('id', 'operationId', 'action');
  content.optionalTexts(
    'parentOperationId',
    'reasonCode',
    'tenant',
    'reason',
    'traceId',
    'spanId',
    'requestId',
  );
  content.counts('part', 'occurredAt');
  content.oneOf('phase', phases);
  content.oneOf('outcome', outcomes);
  content.oneOf('atomicity', atomicities);
  content.oneOf('capture', captures);
  if (content.members['crud'] !== undefined) content.oneOf('crud', cruds);
  content.object('actor', actor => {
    actor.oneOf('type', actorTypes);
    actor.optionalTexts('id', 'actingFor');
  });
  content.list('targets', target => target.texts('type', 'id'));
  if (content.members['changes'] !== undefined) content.list('changes', change => change.texts('path'));
  content.optionalObject('failure', failure => {
    failure.texts('type');
    failure.optionalTexts('code');
  });
  content.optionalObject('source', source => source.optionalTexts('address', 'userAgent', 'route'));
  content.optionalObject('details', () => {});
  content.optionalObject('pii', pii => {
    pii.texts('subject');
    pii.textList('paths');
  });
}
