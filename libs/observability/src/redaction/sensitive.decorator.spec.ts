import { Redactor } from './redactor.js';
import { Sensitive } from './sensitive.decorator.js';
import { plainValue } from '../audit/plain-value.js';

class Person {
  id = 7;
  @Sensitive() iban = 'DE00';
}

class Customer extends Person {
  @Sensitive() note: string | null = 'x';
  open = 'n';
}

@Sensitive()
class Findings {
  a = 'x';
  b = { c: 'x' };
}

const redactor = new Redactor({ censor: '#' });

describe('A field that @Sensitive() marks', () => {
  it('is masked in instances of the class and of those that extend it, wherever they stand', () => {
    expect(redactor.value({ list: [new Customer()], person: new Person() })).toEqual({
      list: [{ id: 7, iban: '#', note: '#', open: 'n' }],
      person: { id: 7, iban: '#' },
    });
  });

  it('is every field of a class that is marked', () => {
    expect(redactor.value(new Findings())).toEqual({ a: '#', b: '#' });
  });

  it('shows in a copy for the audit trail that it changed, and not into what', () => {
    const [one, same, other] = [
      new Person(),
      new Person(),
      Object.assign(new Person(), { iban: 'DE01' }),
    ].map(person => (plainValue(person) as { iban: string }).iban);
    expect(one).toMatch(/^\[Sensitive [0-9a-f]{12}\]$/);
    expect([same === one, other === one]).toEqual([true, false]);
  });

  it('is no static field', () => {
    expect(() => Sensitive()(Person, 'count')).toThrow(/no field of instances/);
  });
});
