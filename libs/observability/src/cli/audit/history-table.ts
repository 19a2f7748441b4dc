import type { AuditChange, AuditValue } from '../../audit/audit-entry.js';
import type { AuditRecord } from '../../audit/typeorm/query/audit-record.js';
import { textTable } from '../text-table.js';

const head = ['leaf', 'time', 'actor', 'action', 'outcome', 'changes', 'reason', 'guarantee'];
/** Characters of one value, and of a reason. */
const longestText = 40;
/** Changes of one entry; `--json` has them all. */
const mostChanges = 4;

/** Entries as an auditor reads them: who did what, when, from what to what, and how sure that is. */
export function historyTable(records: readonly AuditRecord[]): string {
  return textTable(head, records.map(rowOf));
}

function rowOf(record: AuditRecord): string[] {
  const { position, occurredAt, action, outcome, reason, reasonCode, atomicity, capture } = record;
  return [
    position === undefined ? 'not sealed' : String(position),
    new Date(occurredAt / 1_000).toISOString(),
    actorOf(record),
    action,
    outcome,
    changesOf(record.changes ?? []),
    short(reason ?? reasonCode ?? ''),
    `${atomicity}, ${capture}`,
  ];
}

function actorOf({ actor: { type, id, actingFor } }: AuditRecord): string {
  const who = id === undefined ? type : `${type} ${id}`;
  return actingFor === undefined ? who : `${who} for ${actingFor}`;
}

function changesOf(changes: readonly AuditChange[]): string {
  const told = changes
    .slice(0, mostChanges)
    .map(({ path, before, after }) => `${path} ${valueOf(before)} -> ${valueOf(after)}`);
  if (changes.length > mostChanges) told.push(`and ${changes.length - mostChanges} more`);
  return told.join('; ');
}

/** A side that did not exist is told apart from one that was empty. */
function valueOf(value: AuditValue | undefined): string {
  return value === undefined ? '(none)' : short(typeof value === 'string' ? value : JSON.stringify(value));
}

function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 3)}...` : text;
}
