import { InvalidMasterKeyError, UnreadableSubjectKeyError } from './master-key.error.js';
import { MasterKeyRing, parseMasterKeys } from './master-key-ring.js';
import { SubjectKey } from './subject-key.js';

const older = { id: 'm1', secret: Buffer.alloc(32, 1).toString('base64') };
const newer = { id: 'm2', secret: Buffer.alloc(40, 2).toString('hex') };
const key = new SubjectKey(Buffer.alloc(32, 9));

describe('The master key ring', () => {
  it('unwraps the key of a subject that it wrapped', () => {
    const ring = new MasterKeyRing(older);
    const wrapped = ring.wrap(key, 'Customer:12');

    expect(ring.unwrap(wrapped, 'Customer:12').bytes).toEqual(key.bytes);
    expect(Buffer.from(wrapped).includes(Buffer.from(key.bytes))).toBe(false);
    expect(ring.wrap(key, 'Customer:12')).not.toEqual(wrapped);
  });

  it('wraps with the first key, unwraps with all, and knows what to wrap again', () => {
    const wrapped = new MasterKeyRing(older).wrap(key, 's');
    const ring = new MasterKeyRing([newer, older]);

    expect(ring.unwrap(wrapped, 's').bytes).toEqual(key.bytes);
    expect(ring.isOutdated(wrapped)).toBe(true);
    expect(ring.isOutdated(ring.wrap(key, 's'))).toBe(false);
    expect(() => new MasterKeyRing(newer).unwrap(wrapped, 's')).toThrow(
      'Audit subject key: the master key "m1" is not given. Give the master key that wrapped it in `audit.keys.master`, ' +
        'behind the current one; if it is there, the row in audit_subject_key was changed.',
    );
  });

  it('does not give one subject the key of another', () => {
    const ring = new MasterKeyRing(older);

    expect(() => ring.unwrap(ring.wrap(key, 'Customer:12'), 'Customer:13')).toThrow(
      UnreadableSubjectKeyError,
    );
  });

  it('refuses bytes that were changed, and another key of the same id', () => {
    const ring = new MasterKeyRing(older);
    const wrapped = Buffer.from(ring.wrap(key, 's'));
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed[at]! ^= 1;

      expect(() => ring.unwrap(changed, 's')).toThrow(UnreadableSubjectKeyError);
    }
    expect(() => ring.unwrap(wrapped.subarray(1), 's')).toThrow(UnreadableSubjectKeyError);
    expect(() => ring.unwrap(new Uint8Array(), 's')).toThrow(UnreadableSubjectKeyError);
    expect(() => new MasterKeyRing({ ...newer, id: 'm1' }).unwrap(wrapped, 's')).toThrow(
      UnreadableSubjectKeyError,
    );
  });

  it('wants 32 secret bytes', () => {
    expect(() => new MasterKeyRing([])).toThrow(InvalidMasterKeyError);
    expect(() => new MasterKeyRing({ id: 'm', secret: 'abcd' })).toThrow(
      'Audit master key: the secret of "m" has 2 bytes; 32 is the minimum. Give at least 32 random bytes as base64 or ' +
        'hexadecimal, e.g. from `openssl rand -base64 32`, in `audit.keys.master`.',
    );
    expect(parseMasterKeys(`m1:${older.secret} m2:${newer.secret}`)).toEqual([older, newer]);
    expect(() => parseMasterKeys(older.secret)).toThrow(InvalidMasterKeyError);
  });
});
