import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/** Length of the key of a subject, in bytes. */
export const SUBJECT_KEY_LENGTH = 32;

/**
 * The key under which the personal data of one subject is encrypted. Whoever destroys it erases the data, while MACs and
 * Merkle tree still verify, because they cover what was encrypted.
 */
export class SubjectKey {
  /** Encrypts values: AES-256. */
  readonly encryption: KeyObject;
  /** Makes the initialisation vectors: HMAC-SHA-256. */
  readonly vectors: KeyObject;

  /** @param bytes 32 secret bytes. */
  constructor(readonly bytes: Uint8Array) {
    if (bytes.length !== SUBJECT_KEY_LENGTH)
      throw new RangeError(`A subject key has 32 bytes, not ${bytes.length}.`);
    this.encryption = derived(bytes, 'encryption');
    this.vectors = derived(bytes, 'vectors');
  }

  /** A key for a new subject. */
  static generate(): SubjectKey {
    return new SubjectKey(randomBytes(SUBJECT_KEY_LENGTH));
  }
}

function derived(bytes: Uint8Array, purpose: string): KeyObject {
  const info = `nestjs-observability audit pii ${purpose}`;
  return createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', info, 32)));
}
