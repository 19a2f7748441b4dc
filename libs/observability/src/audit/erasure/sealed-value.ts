import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { AuditValue } from '../audit-entry.js';
import { canonicalJson } from '../evidence/canonical-json.js';
import { strictBase64 } from '../evidence/strict-base64.js';
import type { SubjectKey } from './subject-key.js';

/** A value that only the key of its subject opens, as it stands in the body of an event. */
export interface SealedValue {
  readonly [member: string]: string;
  /** The cipher. */
  readonly $sealed: 'A256GCM';
  /** Initialisation vector, ciphertext and tag, as base64. */
  readonly data: string;
}

/** A sealed value that does not open: under another key, or changed. */
export class UnreadableValueError extends Error {
  readonly code = 'AUDIT_PII_UNREADABLE';

  constructor(problem: string) {
    super(
      `openValue(): ${problem} Open it with the key of the subject that the entry names in \`pii.subject\`; ` +
        'if it is that key, the event was changed: verify it.',
    );
    this.name = 'UnreadableValueError';
  }
}

const vectorLength = 12;
const tagLength = 16;

/**
 * Encrypts a value with AES-256-GCM. The same value under the same key always gives the same text (the vector is made from
 * the value, as in SIV modes), so that it can be seen without the key, and after it was destroyed, whether what one
 * change left is what the next one found. Nothing else can be seen of it but its length.
 */
export function sealValue(value: AuditValue, key: SubjectKey): SealedValue {
  const text = canonicalJson(value);
  const vector = createHmac('sha256', key.vectors).update(text).digest().subarray(0, vectorLength);
  const cipher = createCipheriv('aes-256-gcm', key.encryption, vector);
  const data = Buffer.concat([vector, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { $sealed: 'A256GCM', data: data.toString('base64') };
}

/** Whether a value has the form of a sealed one. */
export function isSealedValue(value: unknown): value is SealedValue {
  if (typeof value !== 'object' || value === null) return false;
  const { $sealed, data } = value as Partial<SealedValue>;
  return $sealed === 'A256GCM' && typeof data === 'string';
}

/**
 * Decrypts a sealed value.
 *
 * @throws UnreadableValueError when it is malformed, was changed, or is sealed under another key.
 */
export function openValue(sealed: SealedValue, key: SubjectKey): AuditValue {
  const bytes = strictBase64(sealed.data);
  if (!bytes || bytes.length < vectorLength + tagLength) throw new UnreadableValueError('it is cut off.');
  const decipher = createDecipheriv('aes-256-gcm', key.encryption, bytes.subarray(0, vectorLength), {
    authTagLength: tagLength,
  });
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(vectorLength, -tagLength)), decipher.final()]);
    return JSON.parse(text.toString()) as AuditValue;
  } catch {
    throw new UnreadableValueError('it is not sealed under this key.');
  }
}
