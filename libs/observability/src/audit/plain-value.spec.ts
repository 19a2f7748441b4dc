import { createHash } from 'node:crypto';
import { plainValue } from './plain-value.js';

describe('plainValue()', () => {
  it('keeps long texts whole: who writes the entry cuts them, with a digest', () => {
    const text = 'x'.repeat(100_000);
    expect(plainValue({ text })).toEqual({ text });
  });

  it('keeps what stands late in lists and objects, and deep', () => {
    const list = Array.from({ length: 1_000 }, (_, at) => at);
    expect(plainValue(list)).toEqual(list);
    const record = Object.fromEntries(list.map(at => [`k${at}`, at]));
    expect(plainValue(record)).toEqual(record);
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } };
    expect(plainValue(deep)).toEqual(deep);
  });

  it.each([
    ['a buffer', Buffer.from('abc')],
    ['a part of a buffer', Buffer.from('xabcx').subarray(1, 4)],
    ['an array buffer', Uint8Array.from(Buffer.from('abc')).buffer],
    ['another view', new DataView(Uint8Array.from(Buffer.from('abc')).buffer)],
  ])('tells %s by its digest, because equally many bytes may be others', (_name, bytes) => {
    const digest = createHash('sha256').update('abc').digest('hex');
    expect(plainValue({ bytes })).toEqual({ bytes: `[Binary 3 bytes, sha256 ${digest}]` });
  });
});
