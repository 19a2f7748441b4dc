import type { AuditTarget } from './audit-entry.js';
import { plainValue } from './plain-value.js';

/** Most targets that an entry names. */
const maxTargets = 20;

/** What a callback named as target, one or several, as far as it is one; ids become texts. */
export function targetsOf(given: unknown): readonly AuditTarget[] | undefined {
  if (given === undefined || given === null) return undefined;
  const list = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  const targets = list.slice(0, maxTargets).flatMap(item => {
    const { type, id } = (plainValue(item) ?? {}) as Partial<Record<keyof AuditTarget, unknown>>;
    return isName(type) && isName(id) ? [{ type: String(type), id: String(id) }] : [];
  });
  return targets.length > 0 ? targets : undefined;
}

/** The targets that were named and those that were found, each once. */
export function joinedTargets(
  named: readonly AuditTarget[],
  found: readonly AuditTarget[],
): readonly AuditTarget[] {
  if (found.length === 0) return named;
  const joined = [...named];
  for (const target of found) {
    if (joined.length >= maxTargets) break;
    if (!joined.some(known => isSameTarget(known, target))) joined.push(target);
  }
  return joined;
}

/** Whether two targets are one; the type is often written in another case. */
export function isSameTarget(one: AuditTarget, other: AuditTarget): boolean {
  return one.id === other.id && one.type.toLowerCase() === other.type.toLowerCase();
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
