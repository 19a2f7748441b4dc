import { findLeaks } from './find-leaks.js';

const canary = 'cänary "8d/2f?61" +x';

const encodings: [form: string, text: string][] = [
  ['plain', `see ${canary}!`],
  ['JSON', JSON.stringify({ note: canary })],
  ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ note: canary }) })],
  ['URL-encoded', `https://a/?x=${encodeURIComponent(canary)}&y`],
  ['URL-encoded form', new URLSearchParams({ x: canary }).toString()],
  [
    'URL-encoded, every byte',
    [...Buffer.from(canary)].map(byte => `%${byte.toString(16).toUpperCase()}`).join(''),
  ],
  ['hexadecimal', Buffer.from(`in ${canary}`).toString('hex').toUpperCase()],
  ['unicode escapes', [...canary].map(c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
  ['base64', `Basic ${Buffer.from(`user:${canary}`).toString('base64')}`],
  ['base64', Buffer.from(`a:${canary}:b`).toString('base64')],
  ['base64', Buffer.from(`ab:${canary}:b`).toString('base64')],
  ['base64url', `${Buffer.from(`{"a":"${canary}??>"}`).toString('base64url')}.sig`],
];

describe('A secret', () => {
  it.each(encodings)('is found as %s: %s', (form, text) => {
    const leaks = findLeaks([canary], new Map([['logs', text]]));
    expect(leaks.map(leak => leak.form)).toContain(form);
    expect(leaks[0]).toMatchObject({ canary, exit: 'logs' });
    expect(leaks[0]?.excerpt.length).toBeLessThan(400);
  });

  it.each(['[REDACTED]', 'cänary', '8d/2f?61', Buffer.from('another text').toString('base64'), ''])(
    'is not found in %s',
    text => {
      expect(findLeaks([canary], new Map([['logs', text]]))).toEqual([]);
    },
  );

  it('is told for each exit that it is in', () => {
    const texts = new Map([
      ['spans', 'canary-one canary-two'],
      ['metrics', 'nothing'],
      ['health', 'canary-two'],
    ]);
    const leaks = findLeaks(['canary-one', 'canary-two'], texts);
    expect(leaks.map(({ canary: found, exit }) => `${found} in ${exit}`)).toEqual([
      'canary-one in spans',
      'canary-two in spans',
      'canary-two in health',
    ]);
  });
});
