import type { NumberRange } from '../audit-event.js';

/** Whole numbers as few ranges. Made for numbers that come nearly in order: then each costs the same. */
export class RangeSet {
  private readonly ranges: { first: number; last: number }[] = [];
  private joins = false;

  /** Lowest number; 1 while there is none. */
  get first(): number {
    return this.ranges[0]?.first ?? 1;
  }

  /** Adds the numbers from `first` to `last`, both included; some may be there already. */
  add(first: number, last: number): void {
    let at = this.ranges.length;
    // The last range that begins at or before the new numbers or right behind them.
    while (at > 0 && this.ranges[at - 1]!.first > first) at -= 1;
    const before = this.ranges[at - 1];
    if (before && (this.joins || before.last + 1 >= first)) {
      before.last = Math.max(before.last, last);
      this.merge(at - 1);
    } else {
      this.ranges.splice(at, 0, { first, last });
      this.merge(at);
    }
  }

  /** Whether the numbers between one that is added and the next lower one are taken for known, too. */
  join(joins: boolean): void {
    this.joins = joins;
  }

  /** What lies between the ranges, from this number on. */
  *missing(from: number): Generator<NumberRange> {
    let expected = from;
    for (const { first, last } of this.ranges) {
      if (first > expected) yield { first: expected, last: first - 1 };
      expected = Math.max(expected, last + 1);
    }
  }

  /** Joins a range with those behind it that it has reached. */
  private merge(at: number): void {
    const range = this.ranges[at]!;
    let reached = 0;
    for (let next = this.ranges[at + 1]; next && next.first <= range.last + 1;) {
      range.last = Math.max(range.last, next.last);
      reached += 1;
      next = this.ranges[at + 1 + reached];
    }
    this.ranges.splice(at + 1, reached);
  }
}
