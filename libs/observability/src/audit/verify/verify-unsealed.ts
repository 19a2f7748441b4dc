import type { Sql } from '../typeorm/sql.js';
import type { AuditFinding } from './audit-finding.js';
import { checkEvent, type EventRules } from './check-event.js';
import type { EventRow } from './event-row.js';
import type { WriterNumbers } from './writer-numbers.js';

/** What unsealed events are checked with. */
export interface UnsealedRules extends EventRules {
  readonly numbers: WriterNumbers;
  readonly report: (finding: AuditFinding) => void;
}

interface PendingRow extends EventRow {
  readonly n: string | number;
  readonly event_id: string;
  readonly stream: string | null;
}

const pageSize = 500;
const mostDropped = 1_000;

/** Checks the events that wait to be sealed, and that no other unsealed ones exist. Gives how many wait. */
export async function verifyUnsealed(sql: Sql, rules: UnsealedRules): Promise<number> {
  let count = 0;
  let last: string | number = 0;
  for (;;) {
    const rows: readonly PendingRow[] = await sql.rows<PendingRow>(
      `SELECT p.n, p.event_id, e.stream, ${rules.columns.selection}
FROM (SELECT n, event_id FROM audit_pending WHERE n > ? ORDER BY n LIMIT ${pageSize}) p
LEFT JOIN audit_event e ON e.id = p.event_id ORDER BY p.n`,
      [last],
    );
    for (const row of rows) {
      last = row.n;
      count += checkPending(row, rules);
    }
    if (rows.length < pageSize) break;
  }
  await reportDropped(sql, rules);
  return count;
}

/** Gives 1 for an event of this log. */
function checkPending(row: PendingRow, rules: UnsealedRules): 0 | 1 {
  const { event_id: eventId } = row;
  if (row.id === null) {
    const message = `The event ${eventId}, which waits to be sealed, was deleted.`;
    rules.report({ kind: 'deleted', eventId, message });
    return 0;
  }
  if (row.stream !== rules.stream) return 0;
  const { content, problem } = checkEvent(row, rules);
  if (content) rules.numbers.add(content);
  if (problem?.what === 'key') {
    rules.report({
      kind: 'unknown-key',
      eventId,
      message: `The unsealed event ${eventId}: ${problem.message}.`,
    });
  } else if (problem?.what === 'columns') {
    rules.report({
      kind: 'edited',
      eventId,
      message: `The unsealed event ${eventId} was changed: ${problem.message}.`,
    });
  } else if (problem) {
    const message = `The unsealed event ${eventId} does not come from the application, or was changed: ${problem.message}.`;
    rules.report({ kind: 'forged', eventId, message });
  }
  return 1;
}

/** Events that are neither sealed nor waiting would never be sealed. */
async function reportDropped(sql: Sql, rules: UnsealedRules): Promise<void> {
  const rows = await sql.rows<EventRow>(
    `SELECT ${rules.columns.selection} FROM audit_event e
LEFT JOIN audit_leaf l ON l.event_id = e.id AND l.stream = e.stream LEFT JOIN audit_pending p ON p.event_id = e.id
WHERE e.stream = ? AND l.event_id IS NULL AND p.event_id IS NULL LIMIT ${mostDropped}`,
    [rules.stream],
  );
  for (const row of rows) {
    const { content, problem } = checkEvent(row, rules);
    if (content) rules.numbers.add(content);
    const eventId = String(row.id);
    const isForged = problem && problem.what !== 'key' && problem.what !== 'columns';
    rules.report(
      isForged
        ? {
            kind: 'forged',
            eventId,
            message: `The event ${eventId} does not come from the application: ${problem.message}.`,
          }
        : {
            kind: 'dropped',
            eventId,
            message: `The event ${eventId} is neither sealed nor waiting for it: its pending row or its leaf was removed.`,
          },
    );
  }
}
