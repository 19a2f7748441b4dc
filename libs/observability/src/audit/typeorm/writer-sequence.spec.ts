import { WriterSequence } from './writer-sequence.js';

describe('the numbers of a writer', () => {
  it('run on from 1, and say that everything before them is settled', () => {
    const numbers = new WriterSequence();
    const first = numbers.take(2);
    numbers.stored(first);
    expect(first).toEqual({ first: 1, count: 2, floor: 1, voids: [] });
    expect(numbers.take(1)).toEqual({ first: 3, count: 1, floor: 3, voids: [] });
  });

  it('say from where on others are still in flight', () => {
    const numbers = new WriterSequence();
    const slow = numbers.take(1);
    const quick = numbers.take(1);
    numbers.stored(quick);
    expect(quick.floor).toBe(1);
    expect(numbers.take(1).floor).toBe(1);
    numbers.stored(slow);
    expect(numbers.take(1).floor).toBe(3);
  });

  it('that did not commit are told by the next event, as few ranges', () => {
    const numbers = new WriterSequence();
    const [a, b, c] = [numbers.take(2), numbers.take(1), numbers.take(1)];
    numbers.void(c);
    numbers.void(a);
    numbers.stored(b);
    expect(numbers.take(1)).toMatchObject({
      floor: 5,
      voids: [
        { first: 1, last: 2 },
        { first: 4, last: 4 },
      ],
    });
  });

  it('are told again when the event that told them did not commit either', () => {
    const numbers = new WriterSequence();
    numbers.void(numbers.take(1));
    const teller = numbers.take(1);
    expect(numbers.take(1)).toMatchObject({ floor: 1, voids: [] });
    numbers.void(teller);
    expect(numbers.take(1).voids).toEqual([{ first: 1, last: 2 }]);
  });

  it('are settled when nothing is in flight and nothing is left to tell', () => {
    const numbers = new WriterSequence();
    const taken = numbers.take(1);
    expect(numbers.settled).toBe(false);
    numbers.void(taken);
    expect(numbers.settled).toBe(false);
    numbers.stored(numbers.take(1));
    expect(numbers.settled).toBe(true);
  });
});
