import type { NoteSigner } from '../../evidence/note-signer.js';
import type { NoteVerifier } from '../../evidence/note-verifier.js';

/** Which log is sealed, and with which keys. */
export interface StreamIdentity {
  /** Value of the `stream` columns. */
  readonly stream: string;
  /** First line of its checkpoints, and name of the keys. */
  readonly origin: string;
  /** Keys that sign new checkpoints; more than one while keys are exchanged. */
  readonly signers: readonly NoteSigner[];
  /** Keys that earlier checkpoints may be signed with; those of the signers come by themselves. */
  readonly verifiers?: readonly NoteVerifier[];
}

/** All keys that a checkpoint of the log may be signed with. */
export function verifiersOf({ signers, verifiers = [] }: StreamIdentity): readonly NoteVerifier[] {
  return [...signers.map(({ verifier }) => verifier), ...verifiers];
}
