import { array, assert, integer, property, tuple } from 'fast-check';
import { RangeSet } from './range-set.js';

describe('A set of ranges', () => {
  it('knows what lies between its numbers, in whichever order they came', () => {
    const range = tuple(integer({ min: 1, max: 60 }), integer({ min: 0, max: 9 }));
    assert(
      property(array(range, { maxLength: 30 }), ranges => {
        const set = new RangeSet();
        const numbers = new Set<number>();
        for (const [first, more] of ranges) {
          set.add(first, first + more);
          for (let number = first; number <= first + more; number += 1) numbers.add(number);
        }
        const highest = Math.max(0, ...numbers);
        const missing = Array.from({ length: highest }, (_, index) => index + 1).filter(n => !numbers.has(n));

        expect([...set.missing(1)].flatMap(expanded)).toEqual(missing);
      }),
    );
  });

  it('can take what comes before a new number for known', () => {
    const set = new RangeSet();
    set.add(20, 20);
    set.add(1, 3);
    set.join(true);
    set.add(2, 2);
    set.add(8, 8);
    set.add(10, 10);
    set.join(false);
    set.add(12, 12);

    expect([...set.missing(1)]).toEqual([
      { first: 11, last: 11 },
      { first: 13, last: 19 },
    ]);
  });
});

function expanded({ first, last }: { first: number; last: number }): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
