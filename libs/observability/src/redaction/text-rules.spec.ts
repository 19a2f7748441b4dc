import { Redactor } from './redactor.js';
import { textRules } from './text-search.js';

const canary = 'c4n4ry7zq9k7w2ab';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** For each rule a text that no other rule masks; so a rule that finds nothing any more is seen here. */
const samples: Readonly<Record<string, string>> = {
  json: `{"p\\u0061ssword":"${canary}"}`,
  jwt: `eyJhbGciOiJIUzI1NiJ9.${canary}.${canary}`,
  pem: `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`,
  'http-credentials': `sent as bearer ${canary}`,
  'url-credentials': `postgres://root:${canary}@db/orders`,
  'cloud-key': `used ghp_${canary}${canary}`,
  webhook: `https://hooks.slack.com/services/T0/B0/${canary}`,
  'parsed-json': `Unexpected token 'c', "${canary}" is not valid JSON`,
  'sql-literal': `SELECT a FROM t WHERE hint = '${canary}'`,
  'url-parameter': `/callback?code=${canary}`,
  assignment: `db_password=${canary}`,
  spoken: `the password is ${canary}`,
  'look-alike': `p\u0430ssword=${canary}`,
  'card-number': 'paid with 4111 1111 1111 1111',
  email: 'ada@example.org',
  phone: '+49 30 1234567',
  'patterns[0]': 'KD-123456',
  badge: 'badge 4711',
  'percent-encoded': `%22password%22%3A%22${canary}%22`,
  base64: base64(`password=${canary}`),
};

const redactor = new Redactor({
  emails: true,
  phones: true,
  patterns: [/KD-\d{6}/],
  detectors: [{ name: 'badge', find: text => (text.startsWith('badge ') ? [[6, text.length]] : []) }],
});

describe('Every rule for texts', () => {
  it('has a sample', () => {
    const rules = textRules({
      emails: true,
      phones: true,
      patterns: [/a/],
      detectors: [{ name: 'badge', find: () => [] }],
    });
    expect(rules.map(({ name }) => name).toSorted()).toEqual(Object.keys(samples).toSorted());
  });

  it.each(Object.entries(samples))('%s masks what it is for', (_name, text) => {
    const masked = redactor.text(`see ${text}`.replace(/^see (?=badge|\{)/, ''));
    expect(masked).not.toContain(canary);
    expect(masked === text).toBe(false);
    expect(masked).toMatch(/\[REDACTED\]|\?$/);
  });
});

/** What a search is made of; a rule that is taken away has to be missed. */
interface Searcher {
  rules: readonly { readonly name: string }[];
  readonly clean: Set<string>;
}

describe('Without a rule', () => {
  const searcher = (redactor as unknown as { texts: Searcher }).texts;
  const all = searcher.rules;
  afterAll(() => void (searcher.rules = all));

  it.each(Object.entries(samples))('for %s its secret is found by no other', (name, text) => {
    searcher.rules = all.filter(rule => rule.name !== name);
    searcher.clean.clear();
    const missed = redactor.text(text);
    expect(missed === text || missed.includes(canary)).toBe(true);
  });
});

describe('What is found by its digits', () => {
  it.each([
    '4111111111111111',
    '4111-1111-1111-1111',
    '5500 0055 5555 5559',
    '378282246310005',
    '3782 822463 10005',
    '6011111111111117',
    '3530111333300000',
    '30569309025904',
    '2223003122003222',
  ])('%s is the number of a card', number => expect(redactor.text(`nr ${number}.`)).toBe('nr [REDACTED].'));

  it.each([
    '4111111111111112',
    '1790000000000',
    '4111.1111.1111.1111',
    'a4111111111111111',
    '41111111111111110000',
  ])('%s is none', number => expect(new Redactor().text(number)).toBe(number));
});

describe('Rules of the application', () => {
  it('mask members by path', () => {
    const paths = ['customer.birthday', 'orders[*].note', '**.pet', '*.left', 'a["first name"]'];
    const given = {
      customer: { birthday: 'x', name: 'n', left: 'x' },
      orders: [{ note: 'x', id: 1 }, { note: 'x' }],
      deep: { er: { pet: 'x' } },
      a: { 'first name': 'x', last: 'n' },
      left: 'n',
    };
    const shown = JSON.stringify(new Redactor({ paths, censor: '#' }).value(given));
    expect(shown).toBe(
      '{"customer":{"birthday":"#","name":"n","left":"#"},"orders":[{"note":"#","id":1},{"note":"#"}],' +
        '"deep":{"er":{"pet":"#"}},"a":{"first name":"#","last":"n"},"left":"n"}',
    );
  });

  it('leave names alone that are excepted', () => {
    expect(new Redactor({ except: ['session_kind', 'pin'] }).value({ pin: 'map', cardPin: '1' })).toEqual({
      pin: 'map',
      cardPin: '[REDACTED]',
    });
  });

  it('give pseudonyms that only the key tells', () => {
    const named = (key: string) => new Redactor({ pseudonyms: { key, keys: ['userId'], paths: ['a.mail'] } });
    const one = named('0123456789abcdef').value({ user_id: 7, a: { mail: 'x@y.z' }, b: { mail: 'n' } });
    expect(one).toEqual({
      user_id: expect.stringMatching(/^p_[\w-]{16}$/),
      a: { mail: expect.stringMatching(/^p_/) },
      b: { mail: 'n' },
    });
    expect(named('0123456789abcdef').attribute('user.id', '7')).toBe((one as { user_id: string }).user_id);
    expect(named('another key of 16').attribute('user.id', '7')).not.toBe(
      (one as { user_id: string }).user_id,
    );
  });

  it('tell path, reason and kind of what is masked, and survive who is told', () => {
    const told: unknown[] = [];
    const faults: string[] = [];
    const noisy = new Redactor({
      onRedacted: notice => {
        told.push(notice);
        throw new Error('no');
      },
      detectors: [
        {
          name: 'broken',
          find: () => {
            throw new Error('no');
          },
        },
      ],
      onFault: site => faults.push(site),
    });
    noisy.value({ user: { password: 'x' }, note: 'token=abc1' });
    expect(told).toEqual([
      { path: 'user.password', reason: 'key', kind: 'string' },
      { path: '', reason: 'assignment', kind: 'string' },
    ]);
    expect(new Set(faults)).toEqual(new Set(['redaction.onRedacted', 'redaction detector broken']));
  });
});
