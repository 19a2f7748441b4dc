import { assert, integer, jsonValue, property } from 'fast-check';
import { isCanonicalJson } from '../evidence/canonical-json.js';
import { isSealedValue, openValue, sealValue, UnreadableValueError } from './sealed-value.js';
import { SubjectKey } from './subject-key.js';

const key = new SubjectKey(Buffer.alloc(32, 1));
const anyValue = jsonValue({ stringUnit: 'binary', maxDepth: 2 });

describe('A sealed value', () => {
  it('opens with the key of its subject, whatever it is', () => {
    assert(
      property(anyValue, value => {
        const sealed = sealValue(value as never, key);

        expect(isSealedValue(sealed)).toBe(true);
        expect(openValue(sealed, key)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has a form that never changes, because it is stored for years', () => {
    expect(sealValue('alice@example.com', key)).toEqual({
      $sealed: 'A256GCM',
      data: 'V7Vht0291ZlsnVHGGkpRf18BL13AJMtvi7BfEoXn5iQ682xigMlN3bTOwFkDxXY=',
    });
  });

  it('shows nothing of the value', () => {
    expect(JSON.stringify(sealValue('alice@example.com', key))).not.toContain('alice');
    expect(Buffer.from(sealValue('alice@example.com', key).data, 'base64').toString('latin1')).not.toContain(
      'alice',
    );
  });

  it('is the same again for the same value and subject only, so that continuity can be checked without keys', () => {
    const other = new SubjectKey(Buffer.alloc(32, 2));

    expect(sealValue({ b: 1, a: 2 }, key)).toEqual(sealValue({ a: 2, b: 1 }, key));
    expect(sealValue('a', key).data).not.toBe(sealValue('b', key).data);
    expect(sealValue('a', key).data.slice(0, 16)).not.toBe(sealValue('b', key).data.slice(0, 16));
    expect(sealValue('a', key).data).not.toBe(sealValue('a', other).data);
  });

  it('does not open with another key', () => {
    const sealed = sealValue('secret', key);

    expect(() => openValue(sealed, SubjectKey.generate())).toThrow(UnreadableValueError);
    expect(() => openValue(sealed, SubjectKey.generate())).toThrow(
      'openValue(): it is not sealed under this key. Open it with the key of the subject that the entry names in ' +
        '`pii.subject`; if it is that key, the event was changed: verify it.',
    );
  });

  it('does not open after any bit was changed', () => {
    const sealed = sealValue('secret', key);
    const bytes = Buffer.from(sealed.data, 'base64');
    assert(
      property(integer({ min: 0, max: bytes.length * 8 - 1 }), bit => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);

        expect(() => openValue({ ...sealed, data: changed.toString('base64') }, key)).toThrow(
          UnreadableValueError,
        );
      }),
    );
  });

  it.each(['', 'AAAA', '!', Buffer.alloc(27).toString('base64'), Buffer.alloc(28).toString('base64')])(
    'is refused when it is malformed: %j',
    data => {
      expect(() => openValue({ $sealed: 'A256GCM', data }, key)).toThrow(UnreadableValueError);
    },
  );

  it('is told from other values', () => {
    for (const value of [null, 'x', 1, [], {}, { $sealed: 'A256GCM' }, { $sealed: 'none', data: '' }]) {
      expect(isSealedValue(value)).toBe(false);
    }
    expect(isCanonicalJson(JSON.stringify(sealValue(1, key)))).toBe(true);
  });
});
