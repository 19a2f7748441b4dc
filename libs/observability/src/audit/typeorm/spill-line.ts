import type { AuditEvent } from '../audit-event.js';
import { isEventMac } from '../evidence/event-mac.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import { parseEventBody } from '../evidence/parse-event-body.js';

/** An event as a line of the spill file. The body was masked and encrypted before, as in the database. */
export function spillLine({ body, mac, keyId }: AuditEvent): string {
  return JSON.stringify({ body, mac: Buffer.from(mac).toString('base64'), keyId });
}

/** The event of a line; `undefined` when the line is incomplete, or not what an application with one of these keys wrote. */
export function spilledEvent(line: string, keys: MacKeyRing): AuditEvent | undefined {
  try {
    const { body, mac: text, keyId } = JSON.parse(line) as Record<'body' | 'mac' | 'keyId', string>;
    const mac = Buffer.from(text, 'base64');
    if (!isEventMac(body, mac, keys.get(keyId).key)) return undefined;
    return { ...parseEventBody(body), body, mac, keyId };
  } catch {
    return undefined;
  }
}
