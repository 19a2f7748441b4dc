import type { Frontier } from '../evidence/frontier.js';
import type { Sql } from '../typeorm/sql.js';
import { logCheckpoints } from './log-checkpoints.js';
import type { LogHead } from './log-head.js';
import { logLeaves } from './log-leaves.js';
import type { LogBreak } from './log-records.js';
import { SealedCheck, type SealedRules } from './sealed-check.js';

/** What the sealed part of a log is checked with. */
export interface VerifySealedOptions extends SealedRules {
  /** Right edge of the tree at which to begin. */
  readonly start: Frontier;
  readonly head: LogHead;
  readonly breaks: readonly LogBreak[];
  readonly progress?: (progress: VerifyProgress) => void;
}

/** How far a verification is. */
export interface VerifyProgress {
  /** Leaves that were checked, of so many. */
  readonly checked: number;
  readonly total: number;
}

/** What was seen of it. */
export interface SealedSummary {
  readonly events: number;
  readonly checkpoints: number;
  readonly root: Uint8Array;
}

/** Checks leaves and checkpoints side by side, page by page. */
export async function verifySealed(sql: Sql, options: VerifySealedOptions): Promise<SealedSummary> {
  const { stream, head, start, progress } = options;
  const check = new SealedCheck(start.copy(), options);
  const broken = new Set(options.breaks.map(({ kept }) => kept));
  const declared = new Set(options.breaks.map(({ eventId }) => eventId));
  const checkpoints = logCheckpoints(sql, { stream, above: start.size, to: head.size });
  const total = head.leaves - start.size;
  let [events, passed] = [0, 0];
  let next = await checkpoints.next();
  const pass = async (position: number): Promise<void> => {
    for (; !next.done && next.value.size <= position; next = await checkpoints.next()) {
      check.checkpoint(next.value);
      passed += 1;
    }
  };
  for await (const rows of logLeaves(sql, options.columns, { stream, from: start.size, to: head.leaves })) {
    for (const row of rows) {
      const position = Number(row.pos);
      if (position > check.position) check.skipTo(position);
      if (!next.done && next.value.size <= position) await pass(position);
      if (broken.has(position)) options.numbers.breakOff(true);
      check.leaf(row);
      if (declared.has(row.event_id)) options.numbers.breakOff(false);
      events += 1;
    }
    progress?.({ checked: events, total });
  }
  await pass(check.position);
  check.end();
  reportEnd(check.position, options);
  return { events, checkpoints: passed, root: check.root() };
}

/** Compares where the leaves end with where the checkpoints do. */
function reportEnd(position: number, { head: { size }, start, report }: VerifySealedOptions): void {
  if (size > position) {
    const message = `The newest checkpoint covers ${size} leaves, but there are none from position ${position} on: the end was cut off.`;
    report({ kind: 'truncated', position, last: size - 1, message });
  } else if (position > Math.max(size, start.size)) {
    const message = `The leaves from position ${size} on are covered by no checkpoint: checkpoints were removed.`;
    report({ kind: 'truncated', position: size, last: position - 1, message });
  }
}
