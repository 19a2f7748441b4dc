import { HASH_LENGTH } from './node-hash.js';
import { UnverifiedNoteError } from './note.error.js';
import type { NoteSigner } from './note-signer.js';
import type { NoteVerifier } from './note-verifier.js';
import { openNote, signNote } from './signed-note.js';
import { strictBase64 } from './strict-base64.js';
import { isTreeSize } from './tree-size.js';

/** State of a log at one size (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** Which log; also the name of its key. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** Root hash of the Merkle tree, 32 bytes. */
  readonly root: Uint8Array;
}

/** A note whose text is not a checkpoint. */
export class InvalidCheckpointError extends Error {
  readonly code = 'AUDIT_CHECKPOINT_INVALID';

  constructor(problem: string) {
    super(
      `Checkpoint: ${problem} It needs three lines: origin, size and root hash (https://c2sp.org/tlog-checkpoint).`,
    );
    this.name = 'InvalidCheckpointError';
  }
}

/** Text of a checkpoint, without signatures. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/**
 * Reads the text of a checkpoint; lines after the third are ignored.
 *
 * @throws InvalidCheckpointError when a line is missing or is not what it must be.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  if (rest.pop() !== '' || rest.includes('')) throw new InvalidCheckpointError('a line is missing or empty.');
  if (origin === '') throw new InvalidCheckpointError('the origin is empty.');
  if (!/^(?:0|[1-9]\d*)$/.test(size) || !isTreeSize(Number(size))) {
    throw new InvalidCheckpointError(`${JSON.stringify(size.slice(0, 40))} is no size.`);
  }
  const bytes = strictBase64(root);
  if (bytes?.length !== HASH_LENGTH)
    throw new InvalidCheckpointError('the root is not the base64 text of 32 bytes.');
  return { origin, size: Number(size), root: bytes };
}

/** Signs a checkpoint as a note. The names of the signers must be the origin. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/**
 * Checks a signed checkpoint: one of the keys must have signed it, and must bear the name of its origin.
 *
 * @throws InvalidNoteError or InvalidCheckpointError when it is malformed.
 * @throws UnverifiedNoteError when no known key of this log signed it, or a signature of a known key is wrong.
 */
export function openCheckpoint(note: string, verifiers: readonly NoteVerifier[]): Checkpoint {
  const { text, verifiedBy } = openNote(note, verifiers);
  const checkpoint = parseCheckpoint(text);
  if (!verifiedBy.some(({ name }) => name === checkpoint.origin)) {
    const names = verifiedBy.map(({ name }) => JSON.stringify(name)).join(', ');
    throw new UnverifiedNoteError(
      `the checkpoint of ${JSON.stringify(checkpoint.origin)} is signed by ${names} only.`,
    );
  }
  return checkpoint;
}
