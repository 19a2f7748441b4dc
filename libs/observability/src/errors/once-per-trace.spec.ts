import { OncePerTrace } from './once-per-trace.js';

describe('An exception', () => {
  const once = new OncePerTrace();
  const isFirst = (thrown: unknown, trace: string) => once.see(thrown, trace, () => 'print').first;

  it.each([
    ['an object', new Error('x')],
    ['a function', () => undefined],
    ['a text', 'x'],
    ['null', null],
    ['undefined', undefined],
    ['NaN', Number.NaN],
  ])('that is %s is new once in each trace, also when traces take turns', (name, thrown) => {
    const seen = ['a', 'b', 'a', 'b', 'c'].map(trace => isFirst(thrown, `${name} ${trace}`));

    expect(seen).toEqual([true, true, false, false, true]);
  });

  it('is another one when it is another object, or a text with another end', () => {
    expect([isFirst(new Error('x'), 'd'), isFirst(new Error('x'), 'd')]).toEqual([true, true]);
    const long = 'x'.repeat(100);
    expect([`${long}y`, `${long}zz`, `${long}y`].map(text => isFirst(text, 'd'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('keeps its fingerprint, which is made once', () => {
    const error = new Error('x');
    const make = jest.fn(() => 'print');
    const prints = ['e', 'f', 'f'].map(trace => once.see(error, trace, make).fingerprint);

    expect([prints, make.mock.calls.length]).toEqual([['print', 'print', 'print'], 1]);
  });

  it('thrown in very many traces is remembered in the newest alone', () => {
    const shared = new Error('x');
    for (let trace = 0; trace < 1_000; trace += 1) {
      isFirst(shared, `many ${trace}`);
      isFirst('text', `many ${trace}`);
    }

    expect([isFirst(shared, 'many 999'), isFirst('text', 'many 999')]).toEqual([false, false]);
    expect([isFirst(shared, 'many 0'), isFirst('text', 'many 0')]).toEqual([true, true]);
  });
});
