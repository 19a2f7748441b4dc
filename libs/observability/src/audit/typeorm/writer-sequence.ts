import type { NumberRange } from '../audit-event.js';

/** Numbers for the events of one statement, and what their first event has to say about others. */
export interface Reservation {
  readonly first: number;
  readonly count: number;
  /** Every lower number is settled. */
  readonly floor: number;
  /** Numbers that did not commit and that no stored event has told yet. */
  readonly voids: readonly NumberRange[];
}

/**
 * Numbers the events of one writer, so that a deleted event leaves a gap that nothing explains. The number of a
 * transaction that did not commit leaves a gap as well: the next event names it as void. A number is in flight
 * until it is known to be stored or void, and every event tells below which number nothing was in flight; so a crash, whose
 * numbers nobody can tell, differs from a deletion.
 */
export class WriterSequence {
  private next = 1;
  private readonly inFlight = new Set<Reservation>();
  /** Void and not yet told by an event that is in flight or stored. */
  private untold: NumberRange[] = [];

  /** The highest number given out. */
  get last(): number {
    return this.next - 1;
  }

  /** Whether every number given out is stored or told void. */
  get settled(): boolean {
    return this.inFlight.size === 0 && this.untold.length === 0;
  }

  /** Takes numbers for events that are about to be written in one statement. */
  take(count: number): Reservation {
    const reservation = { first: this.next, count, floor: this.floor(), voids: this.untold };
    this.next += count;
    this.untold = [];
    this.inFlight.add(reservation);
    return reservation;
  }

  /** Divides numbers that turn out to have different ends, in order. */
  split(whole: Reservation, counts: readonly number[]): Reservation[] {
    this.inFlight.delete(whole);
    let { first, voids } = whole;
    return counts.map(count => {
      const part = { first, count, floor: whole.floor, voids };
      first += count;
      // The first event tells them.
      voids = [];
      this.inFlight.add(part);
      return part;
    });
  }

  /** The events are stored for good. */
  stored(reservation: Reservation): void {
    this.inFlight.delete(reservation);
  }

  /** The events are not stored and never will be. */
  void(reservation: Reservation): void {
    if (!this.inFlight.delete(reservation)) return;
    const { first, count, voids } = reservation;
    this.untold = merged([...this.untold, ...voids, { first, last: first + count - 1 }]);
  }

  /** What the next event tells itself counts as settled: it is stored together with that event. */
  private floor(): number {
    let floor = this.next;
    for (const { first, voids } of this.inFlight) floor = Math.min(floor, first, voids[0]?.first ?? first);
    return floor;
  }
}

/** The same numbers, ascending and in as few ranges as possible. */
function merged(ranges: readonly NumberRange[]): NumberRange[] {
  const result: NumberRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const previous = result.at(-1);
    if (previous && previous.last + 1 === range.first)
      result[result.length - 1] = { first: previous.first, last: range.last };
    else result.push(range);
  }
  return result;
}
