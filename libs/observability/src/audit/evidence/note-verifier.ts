import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';

/** Signature type of Ed25519 in signed notes. */
const ed25519 = 0x01;
/** DER of an Ed25519 public key (RFC 8410) up to its 32 bytes. */
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A verifier key, or the name of one, that does not follow the C2SP signed-note format. */
export class InvalidVerifierKeyError extends Error {
  readonly code = 'AUDIT_VERIFIER_KEY_INVALID';

  constructor(problem: string) {
    super(
      `Verifier key: ${problem} It must read \`name+id+key\` for Ed25519 (https://c2sp.org/signed-note): copy it ` +
        'whole, as the application printed it.',
    );
    this.name = 'InvalidVerifierKeyError';
  }
}

/** A public Ed25519 key under the name by which it signs notes (https://c2sp.org/signed-note). */
export class NoteVerifier {
  /** First four bytes of SHA-256 over name and key. */
  readonly id: number;
  readonly #encoded: Buffer;
  readonly #key: KeyObject;

  /** @throws InvalidVerifierKeyError when the name is empty or has blanks or plus signs, or the key is no Ed25519 key. */
  constructor(
    readonly name: string,
    key: KeyObject,
  ) {
    checkKeyName(name);
    if (key.asymmetricKeyType !== 'ed25519') throw new InvalidVerifierKeyError('the key is no Ed25519 key.');
    this.#key = key.type === 'private' ? createPublicKey(key) : key;
    const der = this.#key.export({ format: 'der', type: 'spki' });
    this.#encoded = Buffer.concat([Buffer.of(ed25519), der.subarray(publicKeyPrefix.length)]);
    this.id = hash(
      'sha256',
      Buffer.concat([Buffer.from(`${name}\n`), this.#encoded]),
      'buffer',
    ).readUInt32BE();
  }

  /**
   * Reads a verifier key.
   *
   * @throws InvalidVerifierKeyError when the text is not of that form, or its id does not belong to its name and key.
   */
  static parse(text: string): NoteVerifier {
    const [, name, id, encoded] = /^([^+]*)\+([\da-f]{8})\+([\w+/=-]+)$/.exec(text.trim()) ?? [];
    if (name === undefined || id === undefined || encoded === undefined) {
      throw new InvalidVerifierKeyError(`${JSON.stringify(text)} is not of that form.`);
    }
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes[0] !== ed25519 || bytes.length !== 33) {
      throw new InvalidVerifierKeyError(`the key of ${JSON.stringify(name)} is no Ed25519 key.`);
    }
    const der = Buffer.concat([publicKeyPrefix, bytes.subarray(1)]);
    const verifier = new NoteVerifier(name, createPublicKey({ key: der, format: 'der', type: 'spki' }));
    if (verifier.id !== Number.parseInt(id, 16)) {
      throw new InvalidVerifierKeyError(
        `the id ${id} does not belong to the name and key; a part was changed.`,
      );
    }
    return verifier;
  }

  /** Whether the signature is one of this key over these bytes. */
  verifies(text: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, text, this.#key, signature);
  }

  /** The key as text, for auditors: `name+id+key`. */
  toString(): string {
    return `${this.name}+${this.id.toString(16).padStart(8, '0')}+${this.#encoded.toString('base64')}`;
  }
}

function checkKeyName(name: string): void {
  if (!/^[^\s+\p{Cc}]+$/u.test(name)) {
    throw new InvalidVerifierKeyError(
      `${JSON.stringify(name)} is no name: no blanks, control characters or "+".`,
    );
  }
}
