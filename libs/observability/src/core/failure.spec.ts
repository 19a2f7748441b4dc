import { describeFailure } from './failure.js';
import { httpStatusOf } from './http-exception.js';

describe('a failure', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  class PaymentDeclined extends Error {}
  it.each<[string, unknown, string, string]>([
    ['null', null, 'null', 'null'],
    ['undefined', undefined, 'undefined', 'undefined'],
    ['text', 'out of paper', 'string', 'out of paper'],
    ['a symbol', Symbol('x'), 'symbol', 'Symbol(x)'],
    ['a revoked proxy', proxy, 'Proxy', ''],
    ['an error class', new PaymentDeclined('no'), 'PaymentDeclined', 'no'],
    ['an object', { message: 'plain' }, 'Object', 'plain'],
    ['an object without prototype', Object.create(null), 'Error', ''],
  ])('that is %s is described', (_name, thrown, type, message) => {
    const failure = describeFailure(thrown);
    expect(Object.is(failure.thrown, thrown)).toBe(true);
    expect([failure.type, failure.message, failure.expected]).toEqual([type, message, false]);
  });

  const refusal = (answer: unknown): Error =>
    Object.assign(new Error('Bad Request Exception'), {
      status: 400,
      getStatus: () => 400,
      response: answer,
    });

  it.each<[string, unknown, string]>([
    ['one reason', ['sku must be a string'], 'sku must be a string'],
    [
      'several',
      ['sku must be a string', 'email must be an email'],
      'sku must be a string; email must be an email',
    ],
    ['some that are no text', ['a', { b: 1 }, 'c'], 'a; c; and 1 more'],
    [
      'too many',
      Array.from({ length: 12 }, (_, index) => `r${index}`),
      'r0; r1; r2; r3; r4; r5; r6; r7; r8; r9; and 2 more',
    ],
    ['none', [], 'Bad Request Exception'],
    ['a text, which is its message already', 'no order 7', 'Bad Request Exception'],
  ])('of an HTTP exception whose answer lists %s says so', (_name, message, expected) => {
    expect(describeFailure(refusal({ message, statusCode: 400 }))).toMatchObject({
      message: expected,
      expected: true,
    });
  });

  it.each([
    [499, true],
    [500, false],
    [503, false],
  ])('of an HTTP exception with status %i belongs to normal operation: %s', (status, expected) => {
    const thrown = Object.assign(new Error('no'), { status, getStatus: () => status, response: 'no' });
    expect(describeFailure(thrown).expected).toBe(expected);
  });

  it('reads the answer of an HTTP exception without running its code', () => {
    const boom = () => {
      throw new Error('ran');
    };
    const traps = { get: boom, getOwnPropertyDescriptor: boom };
    const lazy = Object.defineProperty(['a', 'b'], 1, { get: boom });
    const messages = [
      { message: new Proxy([], traps) },
      Object.defineProperty({}, 'message', { get: boom }),
      new Proxy({}, traps),
      { message: lazy },
    ];
    expect(messages.map(answer => describeFailure(refusal(answer)).message)).toEqual([
      'Bad Request Exception',
      'Bad Request Exception',
      'Bad Request Exception',
      'a; and 1 more',
    ]);
  });

  it('takes the reasons of HTTP exceptions only', () => {
    const error = Object.assign(new Error('x'), { response: { message: ['y'] } });
    expect(describeFailure(error).message).toBe('x');
  });

  it('of the platform has the name that tells its kind, unless somebody made it up', () => {
    expect(describeFailure(new DOMException('late', 'TimeoutError')).type).toBe('TimeoutError');
    expect(describeFailure(AbortSignal.abort().reason).type).toBe('AbortError');
    expect(describeFailure(new DOMException('odd', 'user42')).type).toBe('DOMException');
  });

  it('takes no class name that a user could have made', () => {
    class Odd extends Error {}
    Object.defineProperty(Odd, 'name', { value: 'a b\n<script>' });
    expect(describeFailure(new Odd('x')).type).toBe('Error');
    const forged = Object.assign(new Error('x'), { constructor: { name: 'Forged' } });
    expect(describeFailure(forged).type).toBe('Error');
  });

  it('has the status of a Nest exception only', () => {
    expect(httpStatusOf({ status: 404 })).toBeUndefined();
    expect(httpStatusOf({ status: 404, getStatus: () => 404 })).toBe(404);
  });
});
