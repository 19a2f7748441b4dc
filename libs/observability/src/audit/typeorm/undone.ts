import type { AuditAtomicity } from '../audit-entry.js';
import type { BuiltEntry } from '../built-entry.js';

/** The same entry after its transaction or savepoint was rolled back; a failure stays one. */
export function undone(built: BuiltEntry, atomicity: AuditAtomicity): BuiltEntry {
  const { entry } = built;
  const outcome = entry.outcome === 'success' ? 'rolled_back' : entry.outcome;
  return { ...built, entry: { ...entry, outcome, atomicity } };
}
