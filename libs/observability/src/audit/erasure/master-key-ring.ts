import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { parseSecrets, secretKeys, type AuditKeyOption } from '../evidence/secret-key.js';
import { InvalidMasterKeyError, UnreadableSubjectKeyError } from './master-key.error.js';
import { SUBJECT_KEY_LENGTH, SubjectKey } from './subject-key.js';

/** First byte of a wrapped key, for other forms to come. */
const form = 1;
const vectorLength = 12;
const tagLength = 16;

/** The keys that keep subject keys secret in the database: the first one wraps, all of them unwrap. */
export class MasterKeyRing {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** @throws InvalidMasterKeyError for no key, an unfit or repeated id, or a secret that is too short or no text of bytes. */
  constructor(options: AuditKeyOption | readonly AuditKeyOption[]) {
    const fail = (problem: string): Error => new InvalidMasterKeyError(problem);
    this.#keys = new Map([...secretKeys(options, fail)].map(([id, key]) => [id, cipherKey(key)]));
  }

  /** Encrypts the key of a subject for `audit_subject_key.wrapped_key`; it opens for this subject only. */
  wrap(key: SubjectKey, subject: string): Uint8Array {
    const [[id, master]] = [...this.#keys] as [[string, KeyObject]];
    const vector = randomBytes(vectorLength);
    const cipher = createCipheriv('aes-256-gcm', master, vector).setAAD(Buffer.from(subject));
    const wrapped = Buffer.concat([cipher.update(key.bytes), cipher.final(), cipher.getAuthTag()]);
    return Buffer.concat([Buffer.of(form, id.length), Buffer.from(id, 'latin1'), vector, wrapped]);
  }

  /**
   * Decrypts what `wrap` made.
   *
   * @throws UnreadableSubjectKeyError when the master key is missing, or the bytes were changed or are of another subject.
   */
  unwrap(wrapped: Uint8Array, subject: string): SubjectKey {
    const { id, vector, data } = partsOf(Buffer.from(wrapped));
    const master = this.#keys.get(id);
    if (!master) throw new UnreadableSubjectKeyError(`the master key ${JSON.stringify(id)} is not given.`);
    const decipher = createDecipheriv('aes-256-gcm', master, vector, { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(subject)).setAuthTag(data.subarray(SUBJECT_KEY_LENGTH));
    try {
      return new SubjectKey(
        Buffer.concat([decipher.update(data.subarray(0, SUBJECT_KEY_LENGTH)), decipher.final()]),
      );
    } catch {
      throw new UnreadableSubjectKeyError(`it was not wrapped for this subject with ${JSON.stringify(id)}.`);
    }
  }

  /** Whether a wrapped key should be wrapped again, because another master key is current now. */
  isOutdated(wrapped: Uint8Array): boolean {
    return partsOf(Buffer.from(wrapped)).id !== this.#keys.keys().next().value;
  }
}

/**
 * Reads `id:secret`, the form of an environment variable; several keys are separated by commas or blanks.
 *
 * @throws InvalidMasterKeyError when a part has no colon.
 */
export function parseMasterKeys(text: string): readonly AuditKeyOption[] {
  return parseSecrets(text, problem => new InvalidMasterKeyError(problem));
}

/** AES-256 takes 32 bytes, secrets may be longer. */
function cipherKey(secret: KeyObject): KeyObject {
  return createSecretKey(hash('sha256', secret.export(), 'buffer'));
}

function partsOf(wrapped: Buffer): { readonly id: string; readonly vector: Buffer; readonly data: Buffer } {
  const start = 2 + (wrapped[1] ?? 0);
  const end = start + vectorLength;
  if (wrapped[0] !== form || wrapped.length !== end + SUBJECT_KEY_LENGTH + tagLength) {
    throw new UnreadableSubjectKeyError('the stored bytes are not those of a wrapped key.');
  }
  return {
    id: wrapped.toString('latin1', 2, start),
    vector: wrapped.subarray(start, end),
    data: wrapped.subarray(end),
  };
}
