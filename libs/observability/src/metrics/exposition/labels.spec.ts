import fc from 'fast-check';
import { parseSampleLine } from '../../../../../test/support/exposition/sample-line.js';
import { labelPairs, labelText } from './labels.js';

describe('labels', () => {
  test('are named without what a label name cannot hold', () => {
    expect(labelPairs({ 'http.route': '/orders', 'a..b--c': 1, '1st': true, __name__: 'x' })).toEqual([
      ['key_1st', 'true'],
      ['_name_', 'x'],
      ['a_b_c', '1'],
      ['http_route', '/orders'],
    ]);
  });

  test('whose names fall together are joined in the order of the original names', () => {
    expect(labelPairs({ a_b: 'second', 'a.b': 'first' })).toEqual([['a_b', 'first;second']]);
  });

  test('step aside for the label that a histogram needs', () => {
    expect(labelPairs({ le: 'paris' }, 'le')).toEqual([['exported_le', 'paris']]);
    expect(labelPairs({ le: 'paris' })).toEqual([['le', 'paris']]);
  });

  test('without a value are left out, since Prometheus cannot tell them from no label', () => {
    expect(labelText(labelPairs({ a: '', b: undefined, c: 'x' }))).toBe('c="x"');
  });

  test('hold lists as JSON', () => {
    expect(labelText(labelPairs({ tags: ['a', 'b'] }))).toBe('tags="[\\"a\\",\\"b\\"]"');
  });

  test('keep every value through writing and parsing, but for NUL and halves of characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), value => {
        const { labels } = parseSampleLine(`m{${labelText([['a', value]])}} 1`);
        expect(labels['a']).toBe(value.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd'));
      }),
    );
  });

  test('replace NUL, which makes Prometheus refuse the whole page, and lone surrogates', () => {
    expect(labelText([['a', 'x\0y\ud83dz😀']])).toBe('a="x\ufffdy\ufffdz😀"');
  });
});
