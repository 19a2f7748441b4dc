import type { AuditEvent, AuditReceipt } from '../audit-event.js';
import { leafHash } from '../evidence/leaf-hash.js';

/** The receipt of an event: its id, and the leaf hash that the log will hold for it. */
export function receiptOf({ entry, body, mac }: Pick<AuditEvent, 'entry' | 'body' | 'mac'>): AuditReceipt {
  return { id: entry.id, hash: Buffer.from(leafHash(body, mac)).toString('hex') };
}
