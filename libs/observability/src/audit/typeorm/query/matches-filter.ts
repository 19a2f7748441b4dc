import type { AuditEntry } from '../../audit-entry.js';
import type { CheckedFilter } from './checked-filter.js';
import { isWithin } from './tenant-scope.js';

/**
 * Whether an entry is one that the filter means, compared exactly and by what the body says: a changed column cannot move
 * an entry under another tenant.
 */
export function matchesFilter(entry: AuditEntry, filter: CheckedFilter): boolean {
  const { actor = {}, target, actions, outcomes, from = -Infinity, to = Infinity } = filter;
  return (
    isWithin(filter.tenant, entry.tenant) &&
    (actor.type === undefined || actor.type === entry.actor.type) &&
    (actor.id === undefined || actor.id === entry.actor.id) &&
    (target === undefined || matchesTarget(entry, target)) &&
    (actions === undefined || actions.some(action => matchesAction(entry.action, action))) &&
    (outcomes === undefined || outcomes.includes(entry.outcome)) &&
    entry.occurredAt >= from &&
    entry.occurredAt < to
  );
}

function matchesTarget({ targets: [first] }: AuditEntry, wanted: { type: string; id?: string }): boolean {
  return first?.type === wanted.type && (wanted.id === undefined || first.id === wanted.id);
}

function matchesAction(action: string, wanted: string): boolean {
  return wanted.endsWith('*') ? action.startsWith(wanted.slice(0, -1)) : action === wanted;
}
