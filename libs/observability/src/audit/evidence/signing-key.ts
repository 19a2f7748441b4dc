import { createPrivateKey, type KeyObject } from 'node:crypto';
import { InvalidSigningKeyError } from './signing-key.error.js';

/**
 * Reads the Ed25519 private key that signs checkpoints: PKCS#8 as PEM (also on one line with `\n` for line ends, as
 * environment variables hold it) or as base64 DER.
 *
 * @throws InvalidSigningKeyError for anything else: another kind of key, a public or encrypted one, no key at all.
 */
export function parseSigningKey(text: string): KeyObject {
  const key = privateKeyOf(text.trim());
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new InvalidSigningKeyError(`it is of type ${key.asymmetricKeyType}, not Ed25519.`);
  }
  return key;
}

function privateKeyOf(text: string): KeyObject {
  if (text === '') throw new InvalidSigningKeyError('it is empty.');
  if (text.includes('PUBLIC KEY')) throw new InvalidSigningKeyError('it is a public key.');
  if (text.includes('ENCRYPTED')) throw new InvalidSigningKeyError('it is encrypted.');
  try {
    return text.startsWith('-----')
      ? createPrivateKey(text.replaceAll(String.raw`\n`, '\n'))
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // No cause: messages of OpenSSL help nobody, and they stand next to a secret.
    throw new InvalidSigningKeyError('it is neither PEM nor base64 DER.');
  }
}
