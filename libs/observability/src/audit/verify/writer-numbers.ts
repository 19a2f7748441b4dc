import type { NumberRange } from '../audit-event.js';
import type { EventContent } from '../evidence/event-body.js';
import { RangeSet } from './range-set.js';

interface Writer {
  /** Numbers that are stored or explained. */
  readonly known: RangeSet;
  /** Every lower number was settled when some event was written. */
  floor: number;
}

/** Numbers of one writer that no event bears. */
export interface NumberGap extends NumberRange {
  readonly writerId: string;
}

/**
 * Follows the numbers of the writers. Each event tells below which number all were settled, so a number below that which is
 * neither stored nor declared void belongs to an event that was deleted. One above may have been in flight in a crash.
 */
export class WriterNumbers {
  private readonly writers = new Map<string, Writer>();
  private isBroken = false;
  /** Numbers up to here were pruned. */
  private readonly pruned: ReadonlyMap<string, number>;

  /**
   * @param pruned highest number of a writer that was pruned
   * @param partial whether earlier events are not looked at, so that what comes before the first number of a writer is nobody's gap
   */
  constructor(
    pruned: Iterable<readonly [string, number]> = [],
    private readonly partial = false,
  ) {
    this.pruned = new Map(pruned);
  }

  get count(): number {
    return this.writers.size;
  }

  add({ writerId, writerSeq, writerFloor, writerVoids }: EventContent): void {
    const writer = this.writerOf(writerId);
    writer.known.add(writerSeq, writerSeq);
    for (const { first, last } of writerVoids ?? []) writer.known.add(first, last);
    writer.floor = Math.max(writer.floor, writerFloor ?? writerSeq);
  }

  /**
   * The log goes on from a restored backup: until the event that says so, what a writer leaves out may have been lost with
   * what the backup did not have.
   */
  breakOff(isBroken: boolean): void {
    this.isBroken = isBroken;
    for (const { known } of this.writers.values()) known.join(isBroken);
  }

  /** Numbers whose events were deleted. */
  *gaps(): Generator<NumberGap> {
    for (const [writerId, { known, floor }] of this.writers) {
      for (const { first, last } of known.missing(this.beginningOf(writerId, known))) {
        if (first < floor) yield { writerId, first, last: Math.min(last, floor - 1) };
      }
    }
  }

  /** How many numbers were in flight when nobody wrote any more. */
  get open(): number {
    let open = 0;
    for (const [writerId, { known, floor }] of this.writers) {
      for (const { first, last } of known.missing(this.beginningOf(writerId, known))) {
        if (last >= floor) open += last - Math.max(first, floor) + 1;
      }
    }
    return open;
  }

  private beginningOf(writerId: string, known: RangeSet): number {
    const pruned = this.pruned.get(writerId);
    if (pruned !== undefined) return pruned + 1;
    return this.partial ? known.first : 1;
  }

  private writerOf(writerId: string): Writer {
    const found = this.writers.get(writerId);
    if (found) return found;
    const writer = { known: new RangeSet(), floor: 1 };
    writer.known.join(this.isBroken);
    this.writers.set(writerId, writer);
    return writer;
  }
}
