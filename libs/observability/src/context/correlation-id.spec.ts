import fc from 'fast-check';
import { CorrelationIds } from './correlation-id.js';

describe('a request id', () => {
  const ids = new CorrelationIds();

  it.each(['abcdefgh', 'A.b_c-1234', 'x'.repeat(64)])('from outside is kept: %s', id => {
    expect(ids.accept(id)).toBe(id);
  });

  it.each<unknown>([
    'short',
    'x'.repeat(65),
    'with space',
    'line\nbreak',
    'a;b;c;d;e',
    'é'.repeat(8),
    undefined,
    ['abcdefgh', 'ijklmnop'],
    7,
  ])('from outside is replaced: %j', id => expect(ids.accept(id)).toMatch(/^[0-9a-f]{32}$/));

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => ids.accept(undefined))).size).toBe(10_000);
  });

  it('shares no byte with the one before it', () => {
    let last = ids.accept(undefined);
    for (let count = 0; count < 1_000; count += 1) {
      const next = ids.accept(undefined);
      expect(next).toMatch(/^[0-9a-f]{32}$/);
      expect(next).not.toContain(last.slice(-16));
      expect(next).not.toContain(last.slice(2, 18));
      last = next;
    }
  });

  it('is always safe in a header and a line', () => {
    fc.assert(fc.property(fc.string(), text => expect(ids.accept(text)).toMatch(/^[A-Za-z0-9._-]{8,64}$/)));
  });
});
