import fc from 'fast-check';
import { parseNumber } from '../../../../../test/support/exposition/sample-line.js';
import { formatCanonicalBound, formatValue } from './numbers.js';

describe('numbers', () => {
  test.each([
    [1, '1.0'],
    [0.005, '0.005'],
    [0, '0.0'],
    [100_000, '100000.0'],
    [1_000_000, '1e+06'],
    [1_048_576, '1.048576e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-2, '-2.0'],
    [Infinity, '+Inf'],
  ])('the bound %d is written as %s in OpenMetrics', (bound, text) => {
    expect(formatCanonicalBound(bound)).toBe(text);
  });

  test('every number is read back as it was', () => {
    fc.assert(
      fc.property(fc.double(), value => {
        const same = value === 0 ? 0 : value;
        expect(parseNumber(formatValue(value))).toBe(same);
        expect(parseNumber(formatCanonicalBound(value))).toBe(same);
      }),
    );
  });
});
