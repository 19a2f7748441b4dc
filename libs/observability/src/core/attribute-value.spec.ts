import { attributeEntries, attributeValue } from './attribute-value.js';

describe('an attribute value', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'x', 'x'],
    ['long text', 'x'.repeat(3_000), `${'x'.repeat(2_048)}...`],
    ['no number', NaN, 'NaN'],
    ['a big integer', 9n, '9'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a mixed list', [1, 'a', null, {}, [2]], ['1', 'a']],
    ['a date that is none', new Date(NaN), undefined],
    ['a long list', Array.from({ length: 100 }, () => 'a'), Array.from({ length: 64 }, () => 'a')],
    ['a proxy', new Proxy(['a'], {}), undefined],
    ['an object', { a: 1 }, undefined],
    ['null', null, undefined],
    ['a symbol', Symbol('x'), undefined],
  ])('of %s', (_name, value, expected) => expect(attributeValue(value)).toEqual(expected));

  it('runs no getter of a list or an object', () => {
    const list = Object.defineProperty(['a', 'b'], 1, {
      get: () => {
        throw new Error('ran');
      },
      enumerable: true,
    });
    expect(attributeValue(list)).toEqual(['a']);
    expect(
      attributeEntries({
        get lazy() {
          throw new Error('ran');
        },
        kept: 1,
      }),
    ).toEqual([['kept', 1]]);
    expect(attributeEntries(new Proxy({ a: 1 }, {}))).toEqual([]);
  });
});
