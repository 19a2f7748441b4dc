import { secretHint, secretKeys, textRules } from './default-rules.js';
import { Redactor } from './redactor.js';

const secrets: Readonly<Record<string, readonly string[]>> = {
  jwt: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'],
  'http-credentials': ['Authorization: Bearer abcdef123456', 'BASIC YWxpY2U6c2VjcmV0', 'bearer abcdef123456'],
  'url-credentials': ['postgres://alice:hunter2@db/orders', 'redis://:hunter2@db'],
  pem: [
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----',
    '-----BEGIN PGP MESSAGE-----\nhQEMA-x\n-----END PGP MESSAGE-----',
  ],
  'parsed-json': ['Unexpected token \'h\', ..."assword": hunter2}" is not valid JSON'],
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

/** For each entry a key that no other entry covers. */
const keys: Readonly<Record<string, string>> = {
  password: 'newPassword',
  passwords: 'old_passwords',
  passwd: 'PASSWD',
  pwd: 'db-pwd',
  passphrase: 'key_passphrase',
  secret: 'client.secret',
  secrets: 'appSecrets',
  secretkey: 'AWS_SECRET_KEY',
  token: 'refreshToken',
  authorization: 'Proxy-Authorization',
  cookie: 'Set-Cookie',
  cookies: 'cookies',
  apikey: 'X-API-Key',
  accesskey: 'access_key',
  privatekey: 'privateKey',
  signingkey: 'signing-key',
  encryptionkey: 'encryptionKey',
  credential: 'credential',
  credentials: 'awsCredentials',
  sessionid: 'session_id',
  jwt: 'id_jwt',
  csrf: '_csrf',
  xsrf: 'X-XSRF',
  otp: 'sms.otp',
  cvv: 'CVV',
  cvc: 'card_cvc',
  cardnumber: 'cardNumber',
  connectionstring: 'ConnectionString',
};

describe('the rules for keys', () => {
  it('have an example each', () => expect(Object.keys(keys).toSorted()).toEqual(secretKeys.toSorted()));

  it.each(Object.values(keys))('mask %s', key => {
    expect(new Redactor().value({ [key]: 'hunter2', id: 7 })).toEqual({ [key]: '[REDACTED]', id: 7 });
  });
});

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
