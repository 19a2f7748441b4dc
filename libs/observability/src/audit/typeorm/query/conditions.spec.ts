import { allOf, anyOf, startsWith } from './conditions.js';

describe('A condition on a column', () => {
  it('that begins with a prefix takes every character of it for itself', () => {
    expect(startsWith('e.action', 'a_b%c!d\\')).toEqual({
      text: `e.action LIKE ? ESCAPE '!'`,
      values: ['a!_b!%c!!d\\%'],
    });
  });

  it('is one of many that hold together, or of which one holds', () => {
    const conditions = [
      { text: 'a = ?', values: [1] },
      { text: 'b = ?', values: [2] },
    ];

    expect(allOf(conditions)).toEqual({ text: '(a = ? AND b = ?)', values: [1, 2] });
    expect(anyOf(conditions)).toEqual({ text: '(a = ? OR b = ?)', values: [1, 2] });
  });

  it('is true of everything when none is given, and one of none is false', () => {
    expect(allOf([])).toEqual({ text: '1 = 1', values: [] });
    expect(anyOf([])).toEqual({ text: '1 = 0', values: [] });
  });
});
