import { leafHash } from '../evidence/leaf-hash.js';
import type { WitnessLine } from './witness-lines.js';
import type { WitnessRules } from './witnessed-checkpoints.js';

type Receipt = Extract<WitnessLine, { readonly kind: 'receipt' }>;

interface ReceivedRow {
  readonly id: string;
  readonly pos: string | number | null;
  readonly leaf_hash: Uint8Array | null;
  /** Null for sealed events, whose leaf has been checked. */
  readonly body: string | null;
  readonly mac: Uint8Array;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Compares receipts outside of the database with the events that they are about. */
export class WitnessedReceipts {
  agreed = 0;
  outdated = 0;
  foreign = 0;
  private batch = new Map<string, string>();

  constructor(private readonly rules: WitnessRules) {}

  get waiting(): number {
    return this.batch.size;
  }

  add({ id, hash, origin }: Receipt): void {
    const isOurs = origin === undefined || origin === this.rules.origin;
    if (isOurs && uuid.test(id)) this.batch.set(id, hash);
    else this.foreign += 1;
  }

  /** Compares what has been added. */
  async compare(): Promise<void> {
    const { batch } = this;
    this.batch = new Map();
    if (batch.size === 0) return;
    const rows = await this.rules.sql.rows<ReceivedRow>(
      `SELECT e.id, l.pos, l.leaf_hash, CASE WHEN l.event_id IS NULL THEN e.body END AS body, e.mac
FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
WHERE e.id IN (${[...batch].map(() => '?').join(', ')})`,
      [...batch.keys()],
    );
    const stored = new Map(rows.map(row => [row.id, row]));
    for (const [id, hash] of batch) this.settle(id, hash, stored.get(id));
  }

  private settle(id: string, hash: string, row: ReceivedRow | undefined): void {
    const { breaks, lastPruned, report } = this.rules;
    if (row) {
      const found = row.body === null ? row.leaf_hash : leafHash(row.body, row.mac);
      if (Buffer.from(found ?? []).toString('hex') === hash) {
        this.agreed += 1;
        return;
      }
      const at = row.pos === null ? {} : { position: Number(row.pos) };
      const message = `The event ${id} differs from its receipt: it was replaced by somebody with the MAC key.`;
      report({ kind: 'rewritten', ...at, eventId: id, message });
    } else if ((lastPruned !== undefined && id <= lastPruned) || breaks.some(({ eventId }) => id < eventId)) {
      // Ids begin with the time: this one is older than what was pruned, or than the declaration of a loss.
      this.outdated += 1;
    } else {
      report({
        kind: 'deleted',
        eventId: id,
        message: `There is a receipt of the event ${id}, but no event: it was deleted.`,
      });
    }
  }
}
