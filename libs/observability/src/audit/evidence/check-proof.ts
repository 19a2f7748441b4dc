import { openCheckpoint, type Checkpoint } from './checkpoint.js';
import type { EventContent } from './event-body.js';
import { isEventMac } from './event-mac.js';
import { leafHash } from './leaf-hash.js';
import type { MacKeyRing } from './mac-key-ring.js';
import type { NoteVerifier } from './note-verifier.js';
import { parseEventBody } from './parse-event-body.js';
import { parseProof } from './proof-bundle.js';
import { RejectedProofError } from './proof.error.js';
import { verifiesInclusion } from './verify-merkle-proof.js';

/** What an auditor holds. */
export interface ProofKeys {
  /** Verifier keys of the log, and of witnesses if there are any. */
  readonly verifiers: readonly NoteVerifier[];
  /** MAC keys, which are secret: only whoever has them can see that the application itself wrote the event. */
  readonly mac?: MacKeyRing;
}

/** What a good proof shows. */
export interface ProvenEvent extends EventContent {
  /** Exactly what was authenticated and sealed. */
  readonly body: string;
  readonly position: number;
  readonly leafHash: Uint8Array;
  /** The signed state of the log that contains the event. */
  readonly checkpoint: Checkpoint;
  /** Whether the MAC was checked as well. */
  readonly authenticated: boolean;
}

/**
 * Checks the proof of an event offline: the checkpoint is signed by the log, and the event is in the tree of that
 * checkpoint at its place. With MAC keys also that the event was written by the application.
 *
 * @throws InvalidProofError, InvalidNoteError, InvalidCheckpointError or InvalidEventBodyError when it is malformed.
 * @throws UnverifiedNoteError when the log did not sign the checkpoint.
 * @throws RejectedProofError when the event is not in the tree, or its MAC is wrong.
 * @throws UnknownMacKeyError when MAC keys are given but not the one of this event.
 */
export function checkProof(text: string, keys: ProofKeys): ProvenEvent {
  const { body, mac, keyId, position, path, checkpoint: note } = parseProof(text);
  const checkpoint = openCheckpoint(note, keys.verifiers);
  const leaf = leafHash(body, mac);
  if (!verifiesInclusion(leaf, position, checkpoint, path)) {
    throw new RejectedProofError(
      `the event is not at position ${position} of ${JSON.stringify(checkpoint.origin)} at size ${checkpoint.size}.`,
    );
  }
  if (keys.mac && !isEventMac(body, mac, keys.mac.get(keyId).key)) {
    throw new RejectedProofError(`the MAC of the event was not made with the key ${JSON.stringify(keyId)}.`);
  }
  return {
    ...parseEventBody(body),
    body,
    position,
    leafHash: leaf,
    checkpoint,
    authenticated: keys.mac !== undefined,
  };
}
