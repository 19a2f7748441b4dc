import { openNote } from '../evidence/signed-note.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import type { EventContent } from '../evidence/event-body.js';
import type { Sql } from '../typeorm/sql.js';
import { checkEvent, type EventRules } from './check-event.js';
import type { EventRow } from './event-row.js';

/** Actions of the events that the audit trail writes about a log itself; their target is the log. */
export const logAction = { prune: 'audit.prune', rebase: 'audit.rebase' } as const;
/** Type of that target. */
export const logTarget = 'AuditLog';

/** A restored backup: the log went on from an earlier size, and what it had between the two was lost. */
export interface LogBreak {
  readonly eventId: string;
  /** Size that was kept. */
  readonly kept: number;
  /** Size that the log had reached, as a witness shows. */
  readonly lost: number;
  readonly reason?: string;
}

/** Proof that the application itself pruned a log: an event with its MAC. */
export interface PruneProof {
  /** Leaves below this position were dropped. */
  readonly upto: number;
  /** Root over them, base64. */
  readonly root: string;
  /** Highest id of an event among them. */
  readonly lastId: string;
  /** Highest number of each late writer among them. */
  readonly writers: readonly (readonly [string, number])[];
}

/** What the events about a log say. */
export interface LogRecords {
  readonly breaks: readonly LogBreak[];
  readonly prunes: readonly PruneProof[];
}

/** Text of a break that is signed with the key of the checkpoints. */
export function breakText(origin: string, kept: number, lost: number): string {
  return `nestjs-observability audit break\n${origin}\nkept ${kept}\nlost ${lost}\n`;
}

/** Reads the events about a log that are authentic; what is wrong with others is found where they stand in the log. */
export async function readLogRecords(
  sql: Sql,
  rules: EventRules & { readonly origin: string; readonly verifiers: readonly NoteVerifier[] },
): Promise<LogRecords> {
  const rows = await sql.rows<EventRow>(
    `SELECT ${rules.columns.selection} FROM audit_event e
WHERE e.tenant_id IS NULL AND e.target_type = ? AND e.target_id = ? AND e.action IN (?, ?) ORDER BY e.id`,
    [logTarget, rules.stream, logAction.prune, logAction.rebase],
  );
  const contents = rows.flatMap(row => {
    const { content, problem } = checkEvent(row, rules);
    return content && (!problem || problem.what === 'key') ? [content] : [];
  });
  return {
    breaks: contents.flatMap(content => breakOf(content, rules)),
    prunes: contents.flatMap(pruneOf),
  };
}

function breakOf(
  { entry }: EventContent,
  { origin, verifiers }: { readonly origin: string; readonly verifiers: readonly NoteVerifier[] },
): LogBreak[] {
  const { kept, lost, note } = entry.details ?? {};
  if (entry.action !== logAction.rebase || !isSize(kept) || !isSize(lost) || typeof note !== 'string')
    return [];
  try {
    if (openNote(note, verifiers).text !== breakText(origin, kept, lost)) return [];
  } catch {
    return [];
  }
  return [{ eventId: entry.id, kept, lost, ...(entry.reason !== undefined && { reason: entry.reason }) }];
}

function pruneOf({ entry }: EventContent): PruneProof[] {
  const { upto, root, lastId, writers } = entry.details ?? {};
  if (entry.action !== logAction.prune || !isSize(upto)) return [];
  if (typeof root !== 'string' || typeof lastId !== 'string') return [];
  const pairs = (Array.isArray(writers) ? writers : []) as readonly (readonly [string, number])[];
  return [
    { upto, root, lastId, writers: pairs.filter(pair => typeof pair?.[0] === 'string' && isSize(pair[1])) },
  ];
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
