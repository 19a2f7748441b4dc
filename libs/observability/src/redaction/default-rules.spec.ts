import { secretHint, textRules } from './default-rules.js';
import { Redactor } from './redactor.js';

const secrets: Readonly<Record<string, readonly string[]>> = {
  jwt: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'],
  'http-credentials': ['Authorization: Bearer abcdef123456', 'BASIC YWxpY2U6c2VjcmV0', 'bearer abcdef123456'],
  'url-credentials': ['postgres://alice:hunter2@db/orders'],
  pem: ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----'],
  'quoted-assignment': [
    '{"password":"correct horse"}',
    "pwd = 'hunter 2'",
    'passphrase: "a b"',
    'client_secret="hunter2"',
  ],
  assignment: [
    'sessionId=hunter2',
    'db_password=hunter2',
    'PASSWD: hunter2',
    'resetToken=hunter2',
    'api-key: hunter2',
    'X_ACCESS_KEY=hunter2',
  ],
};

describe('the rules for texts', () => {
  it.each(textRules.map(rule => [rule.name, rule] as const))('have samples of %s', (name, { pattern }) => {
    expect(secrets[name]).toBeDefined();
    for (const text of secrets[name] ?? []) expect(text).toMatch(pattern);
  });

  it.each(Object.values(secrets).flat())('give %j to the patterns, which mask it', text => {
    expect(secretHint.test(text)).toBe(true);
    expect(new Redactor().text(text)).toContain('[REDACTED]');
  });

  it.each([
    'GET /orders/:id completed',
    '127.0.0.1',
    '0af7651916cd43dd8448eb211c80319c',
    'OrderController.find',
  ])('do not search %j, as nothing in it can be a secret', text => {
    expect(secretHint.test(text)).toBe(false);
    expect(new Redactor().text(text)).toBe(text);
  });
});
