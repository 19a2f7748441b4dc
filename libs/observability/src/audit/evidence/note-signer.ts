import { sign, type KeyObject } from 'node:crypto';
import { NoteVerifier } from './note-verifier.js';

/** A private Ed25519 key under the name by which it signs notes (https://c2sp.org/signed-note). */
export class NoteSigner {
  /** What others verify with. */
  readonly verifier: NoteVerifier;

  /** @throws InvalidVerifierKeyError when the name is empty or has blanks or plus signs, or the key is no Ed25519 key. */
  constructor(
    name: string,
    private readonly key: KeyObject,
  ) {
    this.verifier = new NoteVerifier(name, key);
  }

  /** Signature over these bytes. */
  sign(text: Uint8Array): Uint8Array {
    return sign(null, text, this.key);
  }
}
