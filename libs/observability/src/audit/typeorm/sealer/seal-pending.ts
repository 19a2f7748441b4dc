import { leafHash } from '../../evidence/leaf-hash.js';
import { together, type SqlStep, type SqlSteps } from '../sql-steps.js';
import type { HeadMemory } from './head-memory.js';
import type { NewLeaf, SealingStatements } from './sealing-statements.js';
import type { SignedCheckpoint, StreamTree } from './stream-tree.js';

/** Events that were sealed together. */
export interface SealedBatch {
  readonly checkpoint: SignedCheckpoint;
  readonly count: number;
  /** Lowest number of their pending rows. */
  readonly first: string | number;
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
  /** Only pending rows with higher numbers. @defaultValue `0` */
  readonly after?: string | number;
  /** Whether to read before it is known that no other sealer is at work: a turn less, and for nothing where one is. */
  readonly isEager?: boolean;
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
export function* sealPending(options: SealPendingOptions): SqlSteps<SealResult> {
  const { tree, statements, heads, limit, after = 0, isEager = false } = options;
  const pages = new PendingPages({ stream: tree.stream, statements, limit }, after);
  const lock: SqlStep = { statement: statements.tryLock, parameters: [tree.stream] };
  const reads = [pages.next, tree.readHead];
  let answers = yield* together(isEager ? [lock, ...reads] : [lock]);
  if (answers[0]?.length === 0) return 'busy';
  answers = isEager ? answers.slice(1) : yield* together(reads);
  const [page = [], head = []] = answers;
  for (let rows = page; pages.take(rows as readonly PendingRow[]);) rows = yield pages.next;
  const { leaves, numbers, oldestAge } = pages;
  if (leaves.length === 0) return 'nothing';
  const frontier = yield* tree.frontierFrom(head);
  heads.observe(frontier);
  const checkpoint = yield* tree.append(frontier, leaves, [statements.deletePending(numbers)]);
  return { checkpoint, count: leaves.length, first: numbers[0]!, oldestAge };
}

/** What is pending, page by page. */
class PendingPages {
  readonly leaves: NewLeaf[] = [];
  readonly numbers: (string | number)[] = [];
  oldestAge = 0;
  private readonly size: number;

  constructor(
    private readonly asked: Pick<SealPendingOptions, 'statements' | 'limit'> & { readonly stream: string },
    private after: string | number,
  ) {
    this.size = Math.min(asked.limit, pageSize);
  }

  /** Reads the next page. Rows of other logs count, too: it stays one range of the primary key. */
  get next(): SqlStep {
    const { stream, statements } = this.asked;
    const { leafHash: hash, age, joinEvent } = statements;
    const leaf = hash ? `${hash} AS hash` : 'e.body, e.mac';
    const statement = `SELECT p.n, e.id, ${leaf}, ${age} AS age
FROM (SELECT n, event_id FROM audit_pending WHERE n > ? ORDER BY n LIMIT ${this.size}) p
${joinEvent} ORDER BY p.n`;
    return { statement, parameters: [this.after, stream] };
  }

  /** Takes a page; gives whether another one may follow. */
  take(rows: readonly PendingRow[]): boolean {
    for (const { n, id, hash, body, mac, age } of rows) {
      this.after = n;
      if (id === null) continue;
      this.leaves.push({ eventId: id, hash: hash ?? leafHash(body, mac) });
      this.numbers.push(n);
      this.oldestAge = Math.max(this.oldestAge, Number(age));
    }
    return rows.length === this.size && this.leaves.length + this.size <= this.asked.limit;
  }
}
