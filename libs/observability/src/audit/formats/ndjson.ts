import { canonicalJson, isCanonicalJson } from '../evidence/canonical-json.js';
import { leafHash } from '../evidence/leaf-hash.js';
import type { ExportedEvent } from './exported-event.js';

/**
 * An event as one line of NDJSON: `event` is the body, beside it `hash` (leaf hash, hexadecimal), `keyId`, `mac` (base64),
 * `position` and `recordedAt`. Bodies are canonical JSON (RFC 8785), so whoever reads a line can write `event` canonically
 * and check MAC and hash. A body that is none, because somebody changed the row, stands as text in `damagedBody`.
 */
export function ndjsonLine({ event, recordedAt, position }: ExportedEvent): string {
  const { body, mac, keyId } = event;
  const evidence = canonicalJson({
    hash: Buffer.from(leafHash(body, mac)).toString('hex'),
    keyId,
    mac: Buffer.from(mac).toString('base64'),
    position,
    recordedAt,
  });
  const content = isCanonicalJson(body) ? `"event":${body}` : `"damagedBody":${canonicalJson(body)}`;
  return `{${content},${evidence.slice(1)}\n`;
}
