import type { AuditEntry } from './audit-entry.js';
import { plainValue } from './plain-value.js';

/** Why an actor does something. Anything but a text is stored as JSON, with secrets masked by their names. */
export type AuditReason = string | number | boolean | object | null;

/** The reason of an entry; `undefined` where none was given. An object stays one until it is masked and written. */
export function reasonOf(given: unknown): AuditEntry['reason'] {
  const plain = plainValue(given);
  if (plain === undefined || plain === null) return undefined;
  return typeof plain === 'object' ? (plain as unknown as string) : String(plain);
}
