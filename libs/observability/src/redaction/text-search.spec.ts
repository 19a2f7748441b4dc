import { Redactor } from './redactor.js';

/** What makes a careless pattern start over and over again. */
const adversarial: [string, (length: number) => string][] = [
  ['starts of tokens', length => '-eyJ'.repeat(length / 4)],
  ['dots and tokens', length => 'eyJaaaaa.aaaaa'.repeat(length / 14)],
  ['schemes', length => 'Bearer '.repeat(length / 7)],
  ['spaces after a scheme', length => `Bearer${' '.repeat(length)}`],
  ['URLs without an end', length => '://a:'.repeat(length / 5)],
  ['a URL that never ends', length => `://${'a'.repeat(length)}:`],
  ['starts of keys', length => '-----BEGIN RSA PRIVATE KEY-----'.repeat(length / 31)],
  ['dashes', length => '-'.repeat(length)],
  ['names without a value', length => 'password'.repeat(length / 8)],
  ['names with quotes', length => 'password="'.repeat(length / 10)],
  ['complaints about JSON', length => `Unexpected token x, "`.repeat(length / 21)],
  ['words', length => 'a'.repeat(length)],
  ['backslashes', length => `token${'\\'.repeat(length)}`],
];

describe('a search takes time in proportion to', () => {
  const redactor = new Redactor({ emails: true, phones: true });
  it.each(adversarial)('%s', (_name, make) => {
    const text = make(32_768);
    const start = process.cpuUsage();
    for (let turn = 0; turn < 3; turn += 1) redactor.text(text);
    const { user } = process.cpuUsage(start);
    // Quadratic work takes seconds here.
    expect(user / 3_000).toBeLessThan(60);
  });
});

/** In V8's own words, so that a new version cannot find others unnoticed. */
function jsonComplaint(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a secret in a text', () => {
  const redactor = new Redactor();
  it.each([
    ['password=hunter2 and more', 'password=[REDACTED] and more'],
    ['{"password":"correct horse"}', '{"password":"[REDACTED]"}'],
    [String.raw`body: {\"client_secret\":\"abc def\"}`, String.raw`body: {\"client_secret\":\"[REDACTED]\"}`],
    ["api-key: 'k 1'", "api-key: '[REDACTED]'"],
    ['GET /pay?access_token=abc&page=2', 'GET /pay?access_token=[REDACTED]&page=2'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [REDACTED]'],
    ['authorization: basic dXNlcjpwYXNz', 'authorization: basic [REDACTED]'],
    ['postgres://root:s3cret@db/orders', 'postgres://[REDACTED]@db/orders'],
    ['jwt eyJhbGciOi.eyJzdWIiOi.c2ln end', 'jwt [REDACTED] end'],
    [
      'key -----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE\n-----END RSA PRIVATE KEY----- end',
      'key [REDACTED] end',
    ],
    [jsonComplaint('hunter2'), 'Unexpected token [REDACTED] is not valid JSON'],
    [jsonComplaint('{"pin": four}'), 'Unexpected token [REDACTED] is not valid JSON'],
    [
      jsonComplaint(`{"note":"${'x'.repeat(60)}", "pin": four, "last": 1}`),
      'Unexpected token [REDACTED] is not valid JSON',
    ],
    [
      `Error: INSERT INTO t VALUES ('x')\n    at C.post (/app/c.js:9:18)`,
      'Error: INSERT INTO t VALUES (?)\n    at C.post (/app/c.js:9:18)',
    ],
    ['UPDATE t SET a = "x"', 'UPDATE t SET a = ?'],
    ['UPDATE t  SET a = 1', 'UPDATE t  SET a = 1'],
    ['Authorization: Digest username="a", response="b1"', 'Authorization: Digest [REDACTED]'],
    ['12 tokens were counted', '12 tokens were counted'],
    ['tokenCount=12', 'tokenCount=12'],
    ['see https://example.org/a:b@c', 'see https://example.org/a:b@c'],
  ])('%s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });
});

it('is not brought back by dollar signs in the censor', () => {
  const text = new Redactor({ censor: '$& $1 $`' }).text('password=hunter2');
  expect(text).toBe('password=$& $1 $`');
});

describe('a key', () => {
  const redactor = new Redactor({ keys: ['IBAN'] });
  it.each([
    'password',
    'userPassword',
    'PASSWORD',
    'x-api-key',
    'X_API_KEY',
    'client_secret',
    'set-cookie',
    'cookies',
    'Authorization',
    'proxy-authorization',
    'refreshToken',
    'iban',
    'customer.iban',
  ])('%s is secret', key => expect(redactor.isSecret(key)).toBe(true));
  it.each(['tokenCount', 'passwordless', 'author', 'order.id', 'name', '__proto__', ''])('%s is not', key =>
    expect(redactor.isSecret(key)).toBe(false),
  );
});
