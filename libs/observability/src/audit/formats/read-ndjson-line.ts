import { canonicalJson } from '../evidence/canonical-json.js';
import type { EventContent } from '../evidence/event-body.js';
import { isEventMac, MAC_LENGTH } from '../evidence/event-mac.js';
import { JsonMembers } from '../evidence/json-members.js';
import { leafHash } from '../evidence/leaf-hash.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import { parseEventBody } from '../evidence/parse-event-body.js';
import { strictBase64 } from '../evidence/strict-base64.js';

/** A line of an export that is not what was sealed, or no such line. */
export class DamagedExportError extends Error {
  readonly code = 'AUDIT_EXPORT_DAMAGED';

  constructor(problem: string) {
    super(
      `readNdjsonLine(): ${problem} The file was changed after the export, or the row before it: compare with the ` +
        'database, and run `npx nestjs-observability audit verify` there.',
    );
    this.name = 'DamagedExportError';
  }
}

/** An event as an export has it. */
export interface ReadEvent extends EventContent {
  /** Leaf of the event in the Merkle tree of the log. */
  readonly leafHash: Uint8Array;
  readonly keyId: string;
  readonly position?: number;
  readonly recordedAt?: string;
}

/**
 * Reads a line that `ndjsonLine` wrote, and checks that its hash is the one of what it says: the leaves of a whole export
 * make the tree that a checkpoint signs.
 *
 * @param mac keys with which the MAC is checked, too.
 * @throws DamagedExportError when the line is none, or its hash or MAC is not that of the event.
 * @throws InvalidEventBodyError when the event is of another version.
 * @throws UnknownMacKeyError when keys are given but not the one of this event.
 */
export function readNdjsonLine(line: string, mac?: MacKeyRing): ReadEvent {
  const content = new JsonMembers(parsed(line), problem => new DamagedExportError(problem));
  content.texts('hash', 'keyId', 'mac');
  content.optionalTexts('recordedAt');
  content.object('event', () => {});
  const { event, hash, keyId, position, recordedAt } = content.members as Readonly<
    Record<string, unknown>
  > & {
    readonly hash: string;
    readonly keyId: string;
  };
  if (position !== undefined) content.counts('position');
  const body = canonicalJson(event);
  const bytes = strictBase64(content.members['mac'] as string);
  if (bytes?.length !== MAC_LENGTH) throw new DamagedExportError('mac is not the base64 text of 32 bytes.');
  const leaf = leafHash(body, bytes);
  if (Buffer.from(leaf).toString('hex') !== hash)
    throw new DamagedExportError('the hash is not that of the event.');
  if (mac && !isEventMac(body, bytes, mac.get(keyId).key)) {
    throw new DamagedExportError(`the MAC was not made with the key ${JSON.stringify(keyId)}.`);
  }
  return {
    ...parseEventBody(body),
    leafHash: leaf,
    keyId,
    ...(position !== undefined && { position: position as number }),
    ...(recordedAt !== undefined && { recordedAt: recordedAt as string }),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DamagedExportError('the line is no JSON.');
  }
}
