import { capture, type CapturePolicy } from '../redaction/capture.js';
import type { AuditValue } from './audit-entry.js';

/** Copies as it is: who writes an entry masks it, by the paths of its changes. */
const asItIs: CapturePolicy = { censor: '', isSecret: () => false, text: text => text };

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
