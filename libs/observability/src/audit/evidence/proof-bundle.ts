import { canonicalJson } from './canonical-json.js';
import { MAC_LENGTH } from './event-mac.js';
import { JsonMembers } from './json-members.js';
import { HASH_LENGTH } from './node-hash.js';
import { InvalidProofError } from './proof.error.js';
import { strictBase64 } from './strict-base64.js';
import { isTreeSize } from './tree-size.js';

/** Everything that shows, without a database, that one event is in the log. */
export interface ProofBundle {
  /** The event as it was authenticated and sealed: canonical JSON. */
  readonly body: string;
  readonly mac: Uint8Array;
  readonly keyId: string;
  /** Index of the leaf, from 0. */
  readonly position: number;
  /** From the sibling of the leaf upwards (RFC 6962). */
  readonly path: readonly Uint8Array[];
  /** Signed note of a checkpoint that covers the leaf. */
  readonly checkpoint: string;
}

const header = 'c2sp.org/tlog-proof@v1';

/**
 * Writes a proof as a C2SP tlog-proof (https://c2sp.org/tlog-proof), to be kept as `<event id>.tlog-proof`. The `extra`
 * line holds body, MAC and key id, from which the leaf hash is made; tools that know the format check the rest.
 */
export function formatProof({ body, mac, keyId, position, path, checkpoint }: ProofBundle): string {
  const event = canonicalJson({ body, keyId, mac: Buffer.from(mac).toString('base64') });
  const lines = [
    header,
    `extra ${Buffer.from(event).toString('base64')}`,
    `index ${position}`,
    ...path.map(hash => Buffer.from(hash).toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/**
 * Reads a proof without checking it.
 *
 * @throws InvalidProofError when a line is missing or is not what it must be.
 */
export function parseProof(text: string): ProofBundle {
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new InvalidProofError('it has no empty line before the checkpoint.');
  const [first, extra = '', index = '', ...hashes] = text.slice(0, blank).split('\n');
  if (first !== header) throw new InvalidProofError(`the first line is not ${header}.`);
  return {
    ...eventOf(extra),
    position: positionOf(index),
    path: hashes.map(hashOf),
    checkpoint: text.slice(blank + 2),
  };
}

function eventOf(line: string): Pick<ProofBundle, 'body' | 'mac' | 'keyId'> {
  const [, encoded = ''] = /^extra (\S+)$/.exec(line) ?? [];
  const event = new JsonMembers(parsed(strictBase64(encoded)), () => unreadable());
  event.texts('body', 'keyId', 'mac');
  const { body, keyId, mac } = event.members as Readonly<Record<'body' | 'keyId' | 'mac', string>>;
  const bytes = strictBase64(mac);
  if (bytes?.length !== MAC_LENGTH) throw unreadable();
  return { body, keyId, mac: bytes };
}

function parsed(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString() ?? '');
  } catch {
    throw unreadable();
  }
}

function unreadable(): InvalidProofError {
  return new InvalidProofError('the extra line holds no audit event.');
}

function positionOf(line: string): number {
  const [, digits] = /^index (0|[1-9]\d*)$/.exec(line) ?? [];
  const position = Number(digits);
  if (!isTreeSize(position)) throw new InvalidProofError('the line `index` is missing or holds no number.');
  return position;
}

function hashOf(line: string): Uint8Array {
  const bytes = strictBase64(line);
  if (bytes?.length !== HASH_LENGTH)
    throw new InvalidProofError(`${JSON.stringify(line.slice(0, 60))} is no hash.`);
  return bytes;
}
