import type { EventStore } from './event-store.js';
import { step, type SqlSteps } from './sql-steps.js';
import type { Reservation, WriterSequence } from './writer-sequence.js';

/** Milliseconds after which a server has certainly finished what a lost connection began. */
const certainAfter = 60_000;

/** Numbers of statements of which nobody knows whether they were committed, until the database tells. */
export class DoubtfulNumbers {
  private readonly doubts = new Map<Reservation, number>();

  constructor(
    private readonly writerId: string,
    private readonly numbers: WriterSequence,
  ) {}

  add(numbers: Reservation): void {
    this.doubts.set(numbers, performance.now());
  }

  /** Asks the database about the older ones; at the end of the process about all. */
  async settle(store: EventStore, all = false): Promise<void> {
    const due = [...this.doubts].filter(([, since]) => all || performance.now() - since > certainAfter);
    for (const [numbers] of due) {
      const isStored = await store.read(() => this.isStored(numbers));
      if (isStored) this.numbers.stored(numbers);
      else this.numbers.void(numbers);
      this.doubts.delete(numbers);
    }
  }

  /** The events of a reservation were written by one statement: one tells of all. */
  private *isStored({ first }: Reservation): SqlSteps<boolean> {
    const rows = yield* step('SELECT 1 AS found FROM audit_event WHERE writer_id = ? AND writer_seq = ?', [
      this.writerId,
      first,
    ]);
    return rows.length > 0;
  }
}
