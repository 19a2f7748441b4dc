import { cancelledOrder } from '../../../../../test/support/audit/audit-entries.js';
import type { AuditEntry } from '../audit-entry.js';
import { openPersonalFields, sealPersonalFields } from './personal-fields.js';
import { isSealedValue } from './sealed-value.js';
import { SubjectKey } from './subject-key.js';

const key = SubjectKey.generate();
const entry: AuditEntry = {
  ...cancelledOrder,
  changes: [
    { path: '/email', before: 'a@example.com', after: 'b@example.com' },
    { path: '/address/city', before: null, after: 'Berlin' },
    { path: '/addressee', after: 'A. Person' },
    { path: '/status', before: 'placed', after: 'cancelled' },
  ],
  details: { contact: { phone: '123', kind: 'home' }, 'a/b': 'slash', list: ['x'], note: 'free' },
  pii: {
    subject: 'Customer:12',
    paths: [
      '/email',
      '/address',
      '/contact/phone',
      '/a~1b',
      '/list/0',
      '/list/1',
      '/missing/x',
      '/contact/phone/ext',
      '/note/x',
    ],
  },
};

describe('Personal fields', () => {
  it('are sealed on both sides of a change, below a marked path, and in the details', () => {
    const { changes, details } = sealPersonalFields(entry, key);

    expect(
      changes?.map(({ path, before, after }) => [path, isSealedValue(before), isSealedValue(after)]),
    ).toEqual([
      ['/email', true, true],
      ['/address/city', true, true],
      ['/addressee', false, false],
      ['/status', false, false],
    ]);
    expect(details).toEqual({
      contact: { phone: expect.objectContaining({ $sealed: 'A256GCM' }) as unknown, kind: 'home' },
      'a/b': expect.objectContaining({ $sealed: 'A256GCM' }) as unknown,
      list: [expect.objectContaining({ $sealed: 'A256GCM' }) as unknown],
      note: 'free',
    });
  });

  it('open again to the same entry', () => {
    expect(openPersonalFields(sealPersonalFields(entry, key), key)).toEqual(entry);
  });

  it('stay absent on a side that did not exist', () => {
    const sealed = sealPersonalFields({ ...entry, changes: [{ path: '/email', after: 'x' }] }, key);

    expect(sealed.changes).toEqual([{ path: '/email', after: expect.anything() as unknown }]);
  });

  it('are sealed even when a user wrote something that looks so', () => {
    const fake = { $sealed: 'A256GCM', data: 'in clear' };
    const sealed = sealPersonalFields({ ...entry, changes: [{ path: '/email', after: fake }] }, key);

    expect(JSON.stringify(sealed)).not.toContain('in clear');
    expect(openPersonalFields(sealed, key).changes).toEqual([{ path: '/email', after: fake }]);
  });

  it('that were masked stay masked when the others are opened', () => {
    expect(openPersonalFields(entry, key)).toEqual(entry);
  });

  it('leave an entry alone that has none', () => {
    expect(sealPersonalFields(cancelledOrder, key)).toBe(cancelledOrder);
  });

  it('change nothing but what is marked', () => {
    const { changes: _changes, details: _details, ...rest } = entry;

    expect(sealPersonalFields(entry, key)).toMatchObject(rest);
  });
});
