import type { AuditEntry } from '../audit-entry.js';
import { leafHash } from '../evidence/leaf-hash.js';
import type { ExportedEvent } from './exported-event.js';
import { isoTime } from './iso-time.js';

/** A CloudEvent 1.0 in the JSON format; extensions stand beside the attributes. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  /** Extension of CloudEvents: W3C trace context. */
  readonly traceparent?: string;
  /** Extension of CloudEvents: the position in the log, with zeros in front so that texts compare like numbers. */
  readonly sequence?: string;
  readonly tenantid?: string;
  readonly requestid?: string;
  readonly data: object;
}

/** Digits of the largest position, 2^53. */
const sequenceDigits = 16;
/** What attributes must not contain: control characters, lone surrogates and noncharacters. */
const forbidden = /\p{Cc}|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu;

/** An event as a CloudEvent (https://cloudevents.io, 1.0). */
export function toCloudEvent({ event, recordedAt, position, origin }: ExportedEvent): CloudEvent {
  const { entry, stream } = event;
  const [target] = entry.targets;
  return {
    specversion: '1.0',
    id: attribute(entry.id),
    source: encodeURI(attribute(origin ?? `/audit/${stream}`)),
    type: attribute(entry.action),
    time: isoTime(entry.occurredAt),
    ...(target && { subject: attribute(`${target.type}/${target.id}`) }),
    datacontenttype: 'application/json',
    ...(entry.traceId && entry.spanId && { traceparent: `00-${entry.traceId}-${entry.spanId}-01` }),
    ...(position !== undefined && { sequence: String(position).padStart(sequenceDigits, '0') }),
    ...(entry.tenant && { tenantid: attribute(entry.tenant) }),
    ...(entry.requestId && { requestid: attribute(entry.requestId) }),
    data: { ...dataOf(entry), ...(recordedAt && { recordedAt }), ...evidenceOf(event) },
  };
}

/** Everything that no attribute says. */
function dataOf(entry: AuditEntry): object {
  const {
    id: _id,
    action: _action,
    occurredAt: _occurredAt,
    tenant: _tenant,
    requestId: _requestId,
    ...data
  } = entry;
  return data;
}

function evidenceOf({ stream, writerId, writerSeq, keyId, body, mac }: ExportedEvent['event']): object {
  return {
    stream,
    writerId,
    writerSeq,
    keyId,
    mac: Buffer.from(mac).toString('base64'),
    hash: Buffer.from(leafHash(body, mac)).toString('hex'),
  };
}

function attribute(text: string): string {
  return text.replace(forbidden, '');
}
