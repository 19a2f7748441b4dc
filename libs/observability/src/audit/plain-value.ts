import { createHash, createHmac, randomBytes } from 'node:crypto';
import { types } from 'node:util';
import { capture, keep, type CaptureLimits, type CapturePolicy } from '../redaction/capture.js';
import type { AuditValue } from './audit-entry.js';

/**
 * How much of a value is looked at. Texts are kept whole until the entry is written, where long ones become their beginning,
 * size and digest: two texts that differ at their end have to differ in the record too.
 */
export const valueLimits: CaptureLimits = {
  depth: 16,
  keys: 1_000,
  items: 1_000,
  text: Number.POSITIVE_INFINITY,
  values: 10_000,
  size: Number.POSITIVE_INFINITY,
};

/** Copies as it is: who writes an entry masks it, by the paths of its changes. */
const asItIs: CapturePolicy = {
  censor: '',
  isSecret: () => false,
  text: text => text,
  member: (_key, value, _path, isSensitive) => (isSensitive ? sensitiveValue(value) : keep),
  limits: valueLimits,
  binary: bytesAsText,
};

/** Of this process alone: the marker tells that a value became another one, and nobody can guess it by trying. */
const salt = randomBytes(32);

/** What stands for a value that its class marks with `@Sensitive()`. */
export function sensitiveValue(value: unknown): unknown {
  const type = typeof value;
  if (value === null || value === undefined || type === 'boolean') return value;
  if (type !== 'string' && type !== 'number' && type !== 'bigint') return '[Sensitive]';
  const digest = createHmac('sha256', salt)
    .update(`${type}:${String(value)}`)
    .digest('hex');
  return `[Sensitive ${digest.slice(0, 12)}]`;
}

/**
 * Copies any value into one that canonical JSON can hold, without running code of the value: a later change of the original
 * changes nothing in the record, and what cannot be copied becomes a marker. `undefined` stays away.
 */
export function plainValue(value: unknown): AuditValue | undefined {
  return jsonValue(capture(value, asItIs));
}

function jsonValue(plain: unknown): AuditValue | undefined {
  switch (typeof plain) {
    case 'number':
      return Number.isFinite(plain) ? plain : String(plain);
    case 'object':
      if (plain === null) return null;
      if (Array.isArray(plain)) return plain.map(item => jsonValue(item) ?? null);
      return jsonRecord(plain);
    default:
      return plain as AuditValue | undefined;
  }
}

function jsonRecord(plain: object): Record<string, AuditValue> {
  const record: Record<string, AuditValue> = {};
  for (const [key, member] of Object.entries(plain)) {
    const value = jsonValue(member);
    if (value !== undefined) record[key] = value;
  }
  return record;
}

/** Bytes are not stored; the digest tells that they changed, and into what. */
function bytesAsText(bytes: ArrayBufferView | ArrayBufferLike): string {
  const view = types.isAnyArrayBuffer(bytes)
    ? new Uint8Array(bytes)
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return `[Binary ${bytes.byteLength} bytes, sha256 ${createHash('sha256').update(view).digest('hex')}]`;
}
