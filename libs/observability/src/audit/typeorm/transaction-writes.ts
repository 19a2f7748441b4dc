import type { QueryRunner } from 'typeorm';
import type { DoubtfulNumbers } from './doubtful-numbers.js';
import type { AfterCommit } from './event-insertion.js';
import type { TransactionEnd } from './transactional-audit-sink.js';
import type { Reservation, WriterSequence } from './writer-sequence.js';

interface Written {
  readonly numbers: Reservation;
  readonly afterCommit: AfterCommit;
}

/** Follows events that were written inside transactions of the application until these end. */
export class TransactionWrites {
  private readonly open = new Map<QueryRunner, Written[]>();

  constructor(
    private readonly numbers: WriterSequence,
    private readonly doubts: DoubtfulNumbers,
  ) {}

  /** Remembers events of the transaction that is open on this runner. */
  add(runner: QueryRunner, written: Written): void {
    const known = this.open.get(runner);
    if (known) known.push(written);
    else this.open.set(runner, [written]);
  }

  /** The transaction has ended. */
  ended(runner: QueryRunner, end: TransactionEnd): void {
    const written = this.open.get(runner);
    if (!written) return;
    this.open.delete(runner);
    for (const { numbers, afterCommit } of written) {
      if (end === 'in_doubt') this.doubts.add(numbers);
      else if (end === 'rolled_back') this.numbers.void(numbers);
      else {
        this.numbers.stored(numbers);
        afterCommit();
      }
    }
  }

  /** Gives up on those whose connection was given back although nobody told how they ended. */
  sweep(): void {
    for (const runner of this.open.keys()) if (runner.isReleased) this.ended(runner, 'in_doubt');
  }
}
