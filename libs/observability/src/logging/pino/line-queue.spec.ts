import fc from 'fast-check';
import { LineQueue } from './line-queue.js';

const debug = 20;
const info = 30;
const warn = 40;
const error = 50;

const textOf = (queue: LineQueue) => {
  let text = '';
  for (let taken = queue.take(64); taken; taken = queue.take(64)) text += taken.bytes.toString();
  return text;
};

describe('LineQueue', () => {
  it('gives lines back in their order, at least one at a time and no more bytes than asked for', () => {
    const queue = new LineQueue(1_000);
    for (const line of ['one\n', 'two é\n', 'three\n']) queue.add(line, info);
    expect([queue.bytes, queue.length]).toEqual([17, 3]);
    expect(queue.take(1)?.bytes.toString()).toBe('one\n');
    expect(queue.take(100)?.bytes.toString()).toBe('two é\nthree\n');
    expect(queue.take(100)).toBeUndefined();
    expect([queue.bytes, queue.length]).toEqual([0, 0]);
  });

  it('gives up debug lines for others, the oldest first, and never an error for anything', () => {
    const queue = new LineQueue(50);
    queue.add('error 1 \n', error);
    for (const at of [1, 2, 3]) queue.add(`debug ${at} \n`, debug);
    queue.add('info 12 \n', info);
    queue.add('info 34 \n', info);
    queue.add('warn 12 \n', warn);
    queue.add('debug 4 \n', debug);
    expect(textOf(queue)).toBe('error 1 \ndebug 3 \ninfo 12 \ninfo 34 \nwarn 12 \n');
    expect([...queue.lost()]).toEqual([
      ['debug', 3],
      ['info', 0],
      ['warn', 0],
      ['error', 0],
    ]);
  });

  it('counts a line as lost that is longer than everything may be, and gives up none for it', () => {
    const queue = new LineQueue(20);
    queue.add('info\n', info);
    queue.add(`${'x'.repeat(30)}\n`, error);
    expect(textOf(queue)).toBe('info\n');
    expect(queue.lost().get('error')).toBe(1);
  });

  it('never holds more than its limit, loses nothing uncounted, and keeps the order of what it keeps', () => {
    const lines = fc.array(
      fc.record({ level: fc.constantFrom(debug, info, warn, error, 60), size: fc.nat(60), take: fc.nat(9) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(lines, given => {
        const queue = new LineQueue(256);
        let text = '';
        for (const [at, { level, size, take }] of given.entries()) {
          queue.add(`${at} ${'x'.repeat(size)}\n`, level);
          expect(queue.bytes).toBeLessThanOrEqual(256);
          if (take === 0) text += queue.take(100)?.bytes.toString() ?? '';
        }
        const left = queue.bytes;
        const rest = textOf(queue);
        expect(rest).toHaveLength(left);
        const kept = `${text}${rest}`
          .split('\n')
          .filter(Boolean)
          .map(line => Number.parseInt(line, 10));
        expect(kept).toEqual(kept.toSorted((a, b) => a - b));
        expect(kept.length + queue.lostLines).toBe(given.length);
      }),
    );
  });

  it('keeps every warning and error as long as they alone fit', () => {
    const queue = new LineQueue(4_000);
    for (let at = 0; at < 1_000; at += 1) queue.add(`${'x'.repeat(40)}\n`, at % 20 === 0 ? error : info);
    expect(queue.lost().get('error')).toBe(0);
    expect(textOf(queue).length).toBeGreaterThan(3_400);
  });
});
