import type { AuditChange, AuditValue } from './audit-entry.js';
import { jsonPointer } from './json-pointer.js';

type Members = Readonly<Record<string, AuditValue>>;

/**
 * The differences of two states. Objects and arrays that are there on both sides are compared member by member; what only
 * one side has is one change, except that a whole state that appears or disappears is told field by field.
 */
export function changesBetween(before: AuditValue | undefined, after: AuditValue | undefined): AuditChange[] {
  const changes: AuditChange[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(
  before: AuditValue | undefined,
  after: AuditValue | undefined,
  path: readonly string[],
  changes: AuditChange[],
): void {
  if (before === after) return;
  const [earlier, later] = [membersOf(before), membersOf(after)];
  const comparable =
    path.length === 0
      ? (earlier ?? later) !== undefined && !isLeaf(before, earlier) && !isLeaf(after, later)
      : earlier !== undefined && later !== undefined && Array.isArray(before) === Array.isArray(after);
  if (comparable) {
    for (const key of new Set([...Object.keys(earlier ?? {}), ...Object.keys(later ?? {})])) {
      compare(member(earlier, key), member(later, key), [...path, key], changes);
    }
    return;
  }
  changes.push({
    path: jsonPointer(path),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

/** Whether a side of the whole state is there and has no members. */
function isLeaf(value: AuditValue | undefined, members: Members | undefined): boolean {
  return value !== undefined && value !== null && members === undefined;
}

function membersOf(value: AuditValue | undefined): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

function member(of: Members | undefined, key: string): AuditValue | undefined {
  return of && Object.hasOwn(of, key) ? of[key] : undefined;
}
