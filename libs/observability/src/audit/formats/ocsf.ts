import { isIP } from 'node:net';
import type { AuditChange, AuditEntry, AuditValue } from '../audit-entry.js';
import type { ExportedEvent } from './exported-event.js';
import { ocsfAttestation } from './ocsf-attestation.js';
import { routeMethod } from './route-method.js';
import { withoutAbsent } from './without-absent.js';

/** How an event is written. */
export interface OcsfOptions {
  /**
   * Version of the schema. The profile `record_integrity`, which carries the evidence, and `updated_entity` are new in
   * 1.9.0, which is not released yet; give 1.8.0 to consumers that check against a released one.
   *
   * @defaultValue '1.9.0-dev'
   */
  readonly version?: '1.9.0-dev' | '1.8.0';
}

type OcsfVersion = NonNullable<OcsfOptions['version']>;

const activities = { c: [1, 'Create'], r: [2, 'Read'], u: [3, 'Update'], d: [4, 'Delete'] } as const;
const userTypes = {
  user: [1, 'User'],
  system: [3, 'System'],
  service: [4, 'Service'],
  unknown: [0, 'Unknown'],
} as const;

/**
 * An event in the Open Cybersecurity Schema Framework: class 3004 Entity Management when a target was changed, else 6003 API
 * Activity. What the schema has no attribute for stands in `unmapped`.
 */
export function toOcsf(
  exported: ExportedEvent,
  { version = '1.9.0-dev' }: OcsfOptions = {},
): Readonly<Record<string, unknown>> {
  const { event } = exported;
  const { entry } = event;
  const isEntity = entry.targets.length > 0 && (entry.changes?.length ?? 0) > 0;
  const [activityId, activity] = activityOf(entry);
  const [classUid, className] = isEntity ? [3004, 'Entity Management'] : [6003, 'API Activity'];
  return withoutAbsent({
    class_uid: classUid,
    class_name: className,
    category_uid: isEntity ? 3 : 6,
    category_name: isEntity ? 'Identity & Access Management' : 'Application Activity',
    activity_id: activityId,
    activity_name: activity,
    type_uid: classUid * 100 + activityId,
    type_name: `${className}: ${activity}`,
    severity_id: 1,
    severity: 'Informational',
    time: Math.floor(entry.occurredAt / 1_000),
    ...statusOf(entry),
    metadata: metadataOf(exported, version, isEntity),
    actor: actorOf(entry),
    src_endpoint: endpointOf(entry, isEntity),
    http_request: withoutAbsent({
      http_method: routeMethod(entry.source?.route),
      user_agent: entry.source?.userAgent,
    }),
    ...(isEntity ? entityOf(entry, version) : apiOf(entry)),
    ...(version !== '1.8.0' && { raw_data: event.body, attestation_list: [ocsfAttestation(exported)] }),
    unmapped: unmappedOf(exported, isEntity),
  })!;
}

function activityOf({ crud, action }: AuditEntry): readonly [number, string] {
  if (crud === 'x') return [99, action];
  return crud ? activities[crud] : [0, 'Unknown'];
}

function statusOf({ outcome, reasonCode, failure }: AuditEntry): object {
  const [id, caption] =
    outcome === 'success' ? [1, 'Success'] : outcome === 'unknown' ? [0, 'Unknown'] : [2, 'Failure'];
  return {
    status_id: id,
    status: caption,
    status_code: reasonCode,
    status_detail:
      outcome === 'rolled_back' ? 'rolled_back' : failure && [failure.type, failure.code].join(' ').trim(),
    ...(outcome === 'denied' && {
      action_id: 2,
      action: 'Denied',
      disposition_id: 2,
      disposition: 'Blocked',
    }),
  };
}

function metadataOf(
  { event, recordedAt, position }: ExportedEvent,
  version: OcsfVersion,
  isEntity: boolean,
): object {
  const { entry, stream } = event;
  const profiles = [
    ...(entry.outcome === 'denied' ? ['security_control'] : []),
    ...(entry.traceId !== undefined && !isEntity ? ['trace'] : []),
    ...(version === '1.8.0' ? [] : ['record_integrity']),
  ];
  return withoutAbsent({
    version,
    product: { name: 'nestjs-observability', vendor_name: 'nestjs-observability' },
    profiles: profiles.length === 0 ? undefined : profiles,
    uid: entry.id,
    event_code: entry.action,
    log_name: stream,
    logged_time: recordedAt === undefined ? undefined : Date.parse(recordedAt),
    tenant_uid: entry.tenant,
    correlation_uid: entry.requestId,
    sequence: position,
  })!;
}

function actorOf({ actor }: AuditEntry): object {
  const [typeId, type] = userTypes[actor.type];
  // A user needs an id or a name; the type is all that is known of a job.
  const user = {
    ...(actor.id === undefined ? { name: actor.type } : { uid: actor.id }),
    type_id: typeId,
    type,
  };
  return { user, ...(actor.actingFor !== undefined && { invoked_by: actor.actingFor }) };
}

/** Required in class 6003, where a job has none. */
function endpointOf({ source }: AuditEntry, isEntity: boolean): object | undefined {
  const address = source?.address;
  if (address === undefined) return isEntity ? undefined : { name: 'unknown' };
  return isIP(address) === 0 ? { name: address } : { ip: address };
}

function entityOf({ targets: [target], changes = [], reason }: AuditEntry, version: OcsfVersion): object {
  const entity = { uid: target!.id, type: target!.type, type_id: 99 };
  return {
    comment: reason,
    entity: { ...entity, data: sideOf(changes, 'before') },
    [version === '1.8.0' ? 'entity_result' : 'updated_entity']: { ...entity, data: sideOf(changes, 'after') },
  };
}

/** What one side of the changes says, by JSON Pointer: the rest of the entity is not known. */
function sideOf(changes: readonly AuditChange[], side: 'before' | 'after'): Record<string, AuditValue> {
  const known = changes.filter(change => change[side] !== undefined);
  return Object.fromEntries(known.map(change => [change.path, change[side]!]));
}

function apiOf({ action, targets, traceId }: AuditEntry): object {
  const resources = targets.map(({ type, id }) => ({ uid: id, type, role_id: 1, role: 'Target' }));
  return {
    api: { operation: action },
    resources: resources.length === 0 ? undefined : resources,
    trace: traceId === undefined ? undefined : { uid: traceId },
  };
}

function unmappedOf({ event, origin, checkpoint }: ExportedEvent, isEntity: boolean): object {
  const { entry, writerId, writerSeq, keyId, mac } = event;
  return withoutAbsent({
    outcome: entry.outcome,
    phase: entry.phase,
    part: entry.part,
    atomicity: entry.atomicity,
    capture: entry.capture,
    operation_id: entry.operationId,
    parent_operation_id: entry.parentOperationId,
    occurred_at_microseconds: entry.occurredAt,
    route: entry.source?.route,
    trace_id: isEntity ? entry.traceId : undefined,
    span_id: entry.spanId,
    ...(isEntity
      ? { further_targets: furtherTargets(entry) }
      : { reason: entry.reason, changes: entry.changes }),
    details: entry.details,
    writer_id: writerId,
    writer_seq: writerSeq,
    key_id: keyId,
    mac: Buffer.from(mac).toString('base64'),
    origin,
    checkpoint: checkpoint && {
      size: checkpoint.size,
      root: Buffer.from(checkpoint.root).toString('base64'),
    },
  })!;
}

function furtherTargets({ targets: [, ...further] }: AuditEntry): object | undefined {
  return further.length === 0 ? undefined : further;
}
