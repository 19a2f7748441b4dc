import type { Sql } from '../typeorm/sql.js';
import type { AuditFinding } from './audit-finding.js';
import { checkEvent, type EventRules } from './check-event.js';
import type { EventRow } from './event-row.js';

const pageSize = 500;

/**
 * Looks at events below the cut of a pruned log. An interrupted prune leaves genuine ones; others were put there because
 * nobody would look.
 */
export async function verifyLeftovers(
  sql: Sql,
  rules: EventRules & { readonly pruned: number; readonly report: (finding: AuditFinding) => void },
): Promise<void> {
  let from = 0;
  while (from < rules.pruned) {
    const rows: readonly (EventRow & { readonly pos: string | number })[] = await sql.rows(
      `SELECT l.pos, ${rules.columns.selection} FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id
WHERE l.stream = ? AND l.pos >= ? AND l.pos < ? ORDER BY l.pos LIMIT ${pageSize}`,
      [rules.stream, from, rules.pruned],
    );
    for (const row of rows) {
      const position = Number(row.pos);
      from = position + 1;
      const { problem } = checkEvent(row, rules);
      if (!problem) continue;
      rules.report({
        kind: problem.what === 'key' ? 'unknown-key' : 'forged',
        position,
        eventId: String(row.id),
        message: `The event at position ${position}, below the cut of the log: ${problem.message}.`,
      });
    }
    if (rows.length < pageSize) return;
  }
}
