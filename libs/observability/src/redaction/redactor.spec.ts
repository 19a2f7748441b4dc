import { Redactor } from './redactor.js';

describe('the redaction policy', () => {
  it.each<[string, string, unknown, unknown]>([
    ['by its key', 'db.password', 'hunter2', '[REDACTED]'],
    ['by its key, whatever the type', 'otp', 123_456, '[REDACTED]'],
    ['by its content', 'note', 'password=hunter2', 'password=[REDACTED]'],
    ['by the content of a list', 'notes', ['fine', 'password=hunter2'], ['fine', 'password=[REDACTED]']],
    ['never without a reason', 'count', 7, 7],
    ['never without a reason in a list', 'counts', [7, null], [7, null]],
  ])('masks an attribute %s', (_how, key, value, expected) => {
    expect(new Redactor().attribute(key, value as string)).toEqual(expected);
  });

  it('takes further keys in any spelling', () => {
    const redactor = new Redactor({ keys: ['Bank-Account'], censor: '***' });
    expect(redactor.value({ customer: { bank_account: 'DE00', id: 7 } })).toEqual({
      customer: { bank_account: '***', id: 7 },
    });
  });

  it('cuts a text that would take too long to search, with the secrets behind the cut', () => {
    const text = new Redactor().text(`${'x'.repeat(40_000)} password=hunter2`);
    expect(text).toBe(`${'x'.repeat(32_768)}...`);
  });

  it('remembers a bounded number of keys, which come from outside', () => {
    const redactor = new Redactor();
    for (let index = 0; index < 5_000; index += 1) redactor.isSecret(`key${index}`);
    expect((redactor as unknown as { keys: { known: Map<string, unknown> } }).keys.known.size).toBe(2_000);
    expect([redactor.isSecret('late password'), redactor.isSecret('late')]).toEqual([true, false]);
  });
});
