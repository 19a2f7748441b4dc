import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AuditKeyOption } from './mac-key-ring.js';
import { NoteVerifier } from './note-verifier.js';

/** Fresh keys, in the forms that options and environment variables take. */
export interface GeneratedAuditKeys {
  readonly mac: AuditKeyOption;
  /** PKCS#8 PEM. */
  readonly signing: string;
  /** What auditors verify with; not secret. */
  readonly verifier: string;
}

/**
 * Makes keys for a new audit trail, or to exchange the old ones.
 *
 * @param origin origin line of the checkpoints, which is also the name of the key.
 * @throws InvalidVerifierKeyError when the origin cannot be the name of a key.
 */
export function generateAuditKeys(origin: string): GeneratedAuditKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    // A random id, so that two keys of one day are never taken for one another.
    mac: { id: `mac-${randomBytes(4).toString('hex')}`, secret: randomBytes(32).toString('base64') },
    signing: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    verifier: new NoteVerifier(origin, publicKey).toString(),
  };
}
