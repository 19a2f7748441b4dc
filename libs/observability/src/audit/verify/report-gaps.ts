import type { Sql } from '../typeorm/sql.js';
import type { AuditFinding } from './audit-finding.js';
import type { NumberGap, WriterNumbers } from './writer-numbers.js';

/** Gaps that are looked up; with more than that the log is damaged anyway. */
const mostLookedUp = 1_000;

/** Reports numbers of writers whose events are gone. */
export async function reportGaps(
  sql: Sql,
  stream: string,
  numbers: WriterNumbers,
  report: (finding: AuditFinding) => void,
): Promise<void> {
  let lookedUp = 0;
  for (const gap of numbers.gaps()) {
    lookedUp += 1;
    // An event that was committed while the verification ran was perhaps passed by.
    const found = lookedUp > mostLookedUp ? [] : await storedNumbers(sql, stream, gap);
    for (const { first, last } of missingIn(gap, found)) {
      const which = first === last ? `number ${first}` : `numbers ${first} to ${last}`;
      report({
        kind: 'deleted',
        numbers: { writerId: gap.writerId, first, last },
        message: `No event has ${which} of writer ${gap.writerId}, although later ones say that it was stored: deleted.`,
      });
    }
  }
}

async function storedNumbers(
  sql: Sql,
  stream: string,
  { writerId, first, last }: NumberGap,
): Promise<number[]> {
  const rows = await sql.rows<{ writer_seq: string | number }>(
    `SELECT writer_seq FROM audit_event
WHERE stream = ? AND writer_id = ? AND writer_seq BETWEEN ? AND ? ORDER BY writer_seq`,
    [stream, writerId, first, last],
  );
  return rows.map(row => Number(row.writer_seq));
}

function* missingIn(
  { first, last }: NumberGap,
  found: readonly number[],
): Generator<{ first: number; last: number }> {
  let expected = first;
  for (const number of [...found, last + 1]) {
    if (number > expected) yield { first: expected, last: number - 1 };
    expected = number + 1;
  }
}
