import { createSecretKey, type KeyObject } from 'node:crypto';

/** A secret, as users configure it. */
export interface AuditKeyOption {
  /** Name stored with what the key was used for: 1 to 32 letters, digits, dots, dashes or underscores. */
  readonly id: string;
  /** At least 32 bytes, as base64, base64url or hexadecimal text. */
  readonly secret: string;
}

const shortestSecret = 32;

/** Reads secrets into keys by id, the first one first; `fail` makes the error of the caller from a problem. */
export function secretKeys(
  options: AuditKeyOption | readonly AuditKeyOption[],
  fail: (problem: string) => Error,
): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const { id, secret } of [options].flat()) {
    if (!/^[\w.-]{1,32}$/.test(id)) {
      throw fail(`${JSON.stringify(id)} is no id: use 1 to 32 of A-Z, a-z, 0-9, ".", "-" and "_".`);
    }
    if (keys.has(id)) throw fail(`the id ${JSON.stringify(id)} occurs twice.`);
    const bytes = bytesOf(secret.trim());
    if (!bytes) throw fail(`the secret of ${JSON.stringify(id)} is neither base64 nor hexadecimal.`);
    if (bytes.length < shortestSecret) {
      throw fail(
        `the secret of ${JSON.stringify(id)} has ${bytes.length} bytes; ${shortestSecret} is the minimum.`,
      );
    }
    keys.set(id, createSecretKey(bytes));
  }
  if (keys.size === 0) throw fail('none is given.');
  return keys;
}

/**
 * Reads `id:secret`, the form of an environment variable; several are separated by commas or blanks. `fail` makes the
 * error of the caller when a part has no colon.
 */
export function parseSecrets(text: string, fail: (problem: string) => Error): readonly AuditKeyOption[] {
  const parts = text.split(/[\s,]+/).filter(part => part !== '');
  return parts.map((part, index) => {
    const colon = part.indexOf(':');
    if (colon < 1) throw fail(`key ${index + 1} has no \`id:\` in front of the secret.`);
    return { id: part.slice(0, colon), secret: part.slice(colon + 1) };
  });
}

/** Hexadecimal goes first: 64 digits are base64, too, but nobody means those 48 bytes. */
function bytesOf(text: string): Buffer | undefined {
  if (/^(?:[\da-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
