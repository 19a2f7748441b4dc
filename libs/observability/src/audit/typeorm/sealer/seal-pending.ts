import { leafHash } from '../../evidence/leaf-hash.js';
import { step, type SqlSteps } from '../sql-steps.js';
import type { HeadMemory } from './head-memory.js';
import type { NewLeaf, SealingStatements } from './sealing-statements.js';
import type { SignedCheckpoint, StreamTree } from './stream-tree.js';

/** Events that were sealed together. */
export interface SealedBatch {
  readonly checkpoint: SignedCheckpoint;
  readonly count: number;
  /** Milliseconds from the recording of the oldest of them until it was taken up, by the clock of the database. */
  readonly oldestAge: number;
}

/** What an attempt to seal came to; `busy`: another sealer, or on SQLite another transaction, is at work. */
export type SealResult = SealedBatch | 'busy' | 'nothing';

/** How a batch is made. */
export interface SealPendingOptions {
  readonly tree: StreamTree;
  readonly statements: SealingStatements;
  readonly heads: HeadMemory;
  /** Most events of one batch. */
  readonly limit: number;
}

interface PendingRow {
  readonly n: string | number;
  /** Absent where the pending row is that of another log, or of an event that was deleted. */
  readonly id: string | null;
  /** Either the leaf hash, or what it is made of. */
  readonly hash?: Uint8Array;
  readonly body: string;
  readonly mac: Uint8Array;
  readonly age: string | number;
}

/** Events read at once: bodies may have 256 KiB. */
const pageSize = 500;

/** Seals pending events in the order in which they were written. Runs in a transaction of its own. */
export function* sealPending({ tree, statements, heads, limit }: SealPendingOptions): SqlSteps<SealResult> {
  const [row] = yield* step(statements.tryLock, [tree.stream]);
  if (!row) return 'busy';
  const { leaves, numbers, oldestAge } = yield* readPending(tree.stream, statements, limit);
  if (leaves.length === 0) return 'nothing';
  const frontier = yield* tree.frontier();
  heads.observe(frontier);
  const checkpoint = yield* tree.append(frontier, leaves);
  const { statement, parameters } = statements.deletePending(numbers);
  yield* step(statement, parameters);
  return { checkpoint, count: leaves.length, oldestAge };
}

interface PendingEvents {
  readonly leaves: NewLeaf[];
  readonly numbers: (string | number)[];
  oldestAge: number;
}

function* readPending(stream: string, statements: SealingStatements, limit: number): SqlSteps<PendingEvents> {
  const found: PendingEvents = { leaves: [], numbers: [], oldestAge: 0 };
  const page = Math.min(limit, pageSize);
  const leaf = statements.leafHash ? `${statements.leafHash} AS hash` : 'e.body, e.mac';
  let after: string | number = 0;
  while (found.leaves.length + page <= limit) {
    // Rows of other logs count, too: the page stays one range of the primary key.
    const rows: readonly PendingRow[] = yield* step<PendingRow>(
      `SELECT p.n, e.id, ${leaf}, ${statements.age} AS age
FROM (SELECT n, event_id FROM audit_pending WHERE n > ? ORDER BY n LIMIT ${page}) p
LEFT JOIN audit_event e ON e.id = p.event_id AND e.stream = ? ORDER BY p.n`,
      [after, stream],
    );
    for (const { n, id, hash, body, mac, age } of rows) {
      after = n;
      if (id === null) continue;
      found.leaves.push({ eventId: id, hash: hash ?? leafHash(body, mac) });
      found.numbers.push(n);
      found.oldestAge = Math.max(found.oldestAge, Number(age));
    }
    if (rows.length < page) break;
  }
  return found;
}
