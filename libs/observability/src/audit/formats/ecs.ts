import { isIP } from 'node:net';
import type { AuditChange, AuditEntry, AuditValue } from '../audit-entry.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { leafHash } from '../evidence/leaf-hash.js';
import type { ExportedEvent } from './exported-event.js';
import { isoTime } from './iso-time.js';
import { routeMethod } from './route-method.js';
import { withoutAbsent } from './without-absent.js';

/** Version of the Elastic Common Schema; the fields are in all later ones, too. */
export const ECS_VERSION = '9.0.0';

const types = { c: 'creation', r: 'access', u: 'change', d: 'deletion', x: 'info' } as const;

/**
 * An event as a document of the Elastic Common Schema, with nested objects. What the schema has no field for stands under
 * `audit`, values of changes as text, because a field of an index has one type.
 */
export function toEcs(exported: ExportedEvent): Readonly<Record<string, unknown>> {
  const { entry } = exported.event;
  const { actor, source, failure } = entry;
  const address = source?.address;
  return withoutAbsent({
    '@timestamp': isoTime(entry.occurredAt),
    ecs: { version: ECS_VERSION },
    message: messageOf(entry),
    event: eventOf(exported),
    user: withoutAbsent({
      id: actor.id,
      effective: actor.actingFor === undefined ? undefined : { id: actor.actingFor },
      target: targetUser(entry),
    }),
    organization: entry.tenant === undefined ? undefined : { id: entry.tenant },
    source: withoutAbsent({ address, ip: ipOf(address) }),
    user_agent: source?.userAgent === undefined ? undefined : { original: source.userAgent },
    http: httpOf(entry),
    error: failure && withoutAbsent({ type: failure.type, code: failure.code }),
    trace: entry.traceId === undefined ? undefined : { id: entry.traceId },
    span: entry.spanId === undefined ? undefined : { id: entry.spanId },
    related: relatedOf(entry),
    labels: labelsOf(exported),
    audit: withoutAbsent({
      targets: entry.targets,
      changes: entry.changes?.map(change => changeOf(change)),
      reason: entry.reason,
      details: entry.details && canonicalJson(entry.details),
    }),
  })!;
}

function eventOf({ event, recordedAt, position }: ExportedEvent): object {
  const { entry, body, mac } = event;
  const type: string[] = [entry.crud ? types[entry.crud] : 'info'];
  if (entry.outcome === 'denied') type.push('denied');
  return withoutAbsent({
    id: entry.id,
    kind: 'event',
    category: ['api'],
    type,
    module: 'nestjs-observability',
    dataset: 'nestjs-observability.audit',
    action: entry.action,
    outcome: outcomeOf(entry),
    reason: entry.reasonCode,
    ingested: recordedAt,
    sequence: position,
    hash: Buffer.from(leafHash(body, mac)).toString('hex'),
    original: body,
  })!;
}

function outcomeOf({ outcome }: AuditEntry): 'success' | 'failure' | 'unknown' {
  return outcome === 'success' || outcome === 'unknown' ? outcome : 'failure';
}

function messageOf({ actor, action, targets: [target], outcome }: AuditEntry): string {
  return `${actor.id ?? actor.type} ${action}${target ? ` ${target.type}/${target.id}` : ''}: ${outcome}`;
}

function httpOf({ requestId, source }: AuditEntry): object | undefined {
  const request = withoutAbsent({ id: requestId, method: routeMethod(source?.route) });
  return request && { request };
}

function targetUser({ targets }: AuditEntry): object | undefined {
  const user = targets.find(({ type }) => type.toLowerCase() === 'user');
  return user && { id: user.id };
}

function relatedOf(entry: AuditEntry): object | undefined {
  const { actor, targets, source } = entry;
  const users = targets.filter(({ type }) => type.toLowerCase() === 'user').map(({ id }) => id);
  const all = [actor.id, actor.actingFor, ...users].filter(id => id !== undefined);
  const ip = ipOf(source?.address);
  return withoutAbsent({ user: all.length === 0 ? undefined : [...new Set(all)], ip: ip && [ip] });
}

/** An index refuses a whole document for one address that is none. */
function ipOf(address: string | undefined): string | undefined {
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}

/** All values are text, as labels must be. */
function labelsOf({ event, origin, checkpoint }: ExportedEvent): object {
  const { entry, stream, writerId, writerSeq, keyId, mac } = event;
  return withoutAbsent({
    audit_stream: stream,
    audit_origin: origin,
    audit_checkpoint_size: checkpoint && String(checkpoint.size),
    audit_checkpoint_root: checkpoint && Buffer.from(checkpoint.root).toString('base64'),
    audit_outcome: entry.outcome,
    audit_phase: entry.phase,
    audit_part: String(entry.part),
    audit_atomicity: entry.atomicity,
    audit_capture: entry.capture,
    audit_operation_id: entry.operationId,
    audit_parent_operation_id: entry.parentOperationId,
    audit_actor_type: entry.actor.type,
    audit_route: entry.source?.route,
    audit_writer: `${writerId}#${writerSeq}`,
    audit_key_id: keyId,
    audit_mac: Buffer.from(mac).toString('base64'),
  })!;
}

function changeOf({ path, before, after }: AuditChange): object {
  return withoutAbsent({ path, before: textOf(before), after: textOf(after) })!;
}

function textOf(value: AuditValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : canonicalJson(value);
}
