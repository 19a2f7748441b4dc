import { createHmac } from 'node:crypto';
import { eventMac, isEventMac } from './event-mac.js';
import { InvalidMacKeyError, UnknownMacKeyError } from './mac-key.error.js';
import { MacKeyRing, parseMacKeys } from './mac-key-ring.js';

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
const older = { id: '2025', secret: Buffer.alloc(48, 3).toString('hex') };
const newer = { id: '2026', secret: bytes.toString('base64') };

describe('The MAC key ring', () => {
  it('signs with the first key and verifies with all', () => {
    const before = new MacKeyRing(older);
    const mac = eventMac('{}', before.current.key);
    const after = new MacKeyRing([newer, older]);

    expect(after.current.id).toBe('2026');
    expect(after.ids).toEqual(['2026', '2025']);
    expect(isEventMac('{}', mac, after.get('2025').key)).toBe(true);
    expect(isEventMac('{}', mac, after.get('2026').key)).toBe(false);
  });

  it('makes HMAC-SHA-256 of the UTF-8 text', () => {
    const expected = createHmac('sha256', bytes).update(Buffer.from('{"a":"é😀"}')).digest();

    expect(eventMac('{"a":"é😀"}', new MacKeyRing(newer).current.key)).toEqual(expected);
  });

  it.each([
    ['base64', bytes.toString('base64')],
    ['base64 without padding', bytes.toString('base64').replace('=', '')],
    ['base64url', bytes.toString('base64url')],
    ['hexadecimal', bytes.toString('hex')],
    ['capital hexadecimal with a line end', `${bytes.toString('hex').toUpperCase()}\n`],
  ])('reads a secret as %s', (_form, secret) => {
    const { key } = new MacKeyRing({ id: 'k', secret }).current;

    expect(key.export().equals(bytes)).toBe(true);
  });

  it('names the missing key and says why it is still needed', () => {
    const ring = new MacKeyRing([newer, older]);

    expect(ring.has('2024')).toBe(false);
    expect(() => ring.get('2024')).toThrow(UnknownMacKeyError);
    expect(() => ring.get('2024')).toThrow(
      'Audit MAC key "2024" is not in the key ring ("2026", "2025"). Add it to `audit.keys.mac` behind the current ' +
        'key: old keys are needed for as long as their events are verified.',
    );
  });

  it.each([
    [[], 'none is given.'],
    [
      [{ id: 'k', secret: Buffer.alloc(31, 1).toString('base64') }],
      'the secret of "k" has 31 bytes; 32 is the minimum.',
    ],
    [
      [{ id: 'k', secret: 'correct horse battery staple, and more' }],
      'the secret of "k" is neither base64 nor hex',
    ],
    [[{ id: 'k', secret: '' }], 'the secret of "k" is neither base64 nor hex'],
    [[{ id: '', secret: newer.secret }], '"" is no id'],
    [[{ id: 'a b', secret: newer.secret }], '"a b" is no id'],
    [[{ id: 'x'.repeat(33), secret: newer.secret }], 'is no id'],
    [[newer, newer], 'the id "2026" occurs twice.'],
  ])('refuses %j', (keys, problem) => {
    expect(() => new MacKeyRing(keys)).toThrow(InvalidMacKeyError);
    expect(() => new MacKeyRing(keys)).toThrow(problem);
  });

  it('never shows a secret in a message', () => {
    const secret = 'do not print me, I am a secret';
    const silent = expect.objectContaining({ message: expect.not.stringContaining('print') as string });

    expect(() => new MacKeyRing({ id: 'k', secret })).toThrow(silent);
    expect(() => new MacKeyRing({ id: 'k', secret: 'printed' })).toThrow(silent);
    expect(() => parseMacKeys(secret)).toThrow(silent);
  });

  it('reads the form of the environment variable', () => {
    expect(parseMacKeys(` 2026:${newer.secret},2025:${older.secret}\n`)).toEqual([newer, older]);
    expect(() => parseMacKeys(`2026:${newer.secret},${older.secret}`)).toThrow('key 2 has no `id:` in front');
    expect(parseMacKeys('')).toEqual([]);
  });

  it('takes a MAC of another length for wrong instead of failing', () => {
    const { key } = new MacKeyRing(newer).current;

    expect(isEventMac('{}', new Uint8Array(31), key)).toBe(false);
    expect(isEventMac('{}', eventMac('{}', key), key)).toBe(true);
    expect(isEventMac('{} ', eventMac('{}', key), key)).toBe(false);
  });
});
