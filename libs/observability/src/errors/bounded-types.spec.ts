import { BoundedTypes } from './bounded-types.js';

describe('Types of errors as labels', () => {
  it('keep their names up to the limit, and gather beyond it', () => {
    const types = new BoundedTypes(2);

    expect(['A', 'B', 'C', 'A', 'D', 'B'].map(type => types.of(type))).toEqual([
      'A',
      'B',
      '_OTHER',
      'A',
      '_OTHER',
      'B',
    ]);
  });
});
