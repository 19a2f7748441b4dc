import fc from 'fast-check';
import { Readable } from 'node:stream';
import { capture } from './capture.js';
import { usualLimits } from './capture-policy.js';
import { Redactor } from './redactor.js';

const redactor = new Redactor();
const captured = (value: unknown) => JSON.parse(JSON.stringify(redactor.value(value)) ?? 'null') as unknown;

const boom = (): never => {
  throw new Error('this code must never run');
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('a captured value', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'plain', 'plain'],
    ['a big integer', 12n, '12'],
    ['a symbol', Symbol('x'), 'Symbol(x)'],
    ['a function', boom, '[Function]'],
    ['a proxy', new Proxy({}, { get: boom, ownKeys: boom, getOwnPropertyDescriptor: boom }), '[Proxy]'],
    ['a revoked proxy', revoked(), '[Proxy]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a wrong date', new Date(NaN), 'Invalid Date'],
    ['bytes', new Uint8Array(3), '[Binary 3 bytes]'],
    [
      'a map',
      new Map<unknown, unknown>([
        ['password', 'x'],
        ['a', 1],
        [{}, 2],
      ]),
      { password: '[REDACTED]', a: 1, '[key 3]': 2 },
    ],
    ['a set', new Set([1, 'password=x']), [1, 'password=[REDACTED]']],
    ['a pattern', /a=b/g, '/a=b/'],
    ['a boxed text', Object('password=x'), 'password=[REDACTED]'],
    ['a stream', new Readable(), '[Stream]'],
    ['a weak map', new WeakMap(), '[Weak]'],
    [
      'headers as they came',
      { rawHeaders: ['Host', 'a', 'X-Api-Key', 'x', 'Accept', 'b'] },
      { rawHeaders: ['Host', 'a', 'X-Api-Key', '[REDACTED]', 'Accept', 'b'] },
    ],
    [
      'pairs',
      [
        ['x-api-key', 'x'],
        ['accept', 'y'],
      ],
      [
        ['x-api-key', '[REDACTED]'],
        ['accept', 'y'],
      ],
    ],
    ['a list of names', ['password', 'token'], ['password', 'token']],
    ['a named value', { name: 'password', value: 'x' }, { name: 'password', value: '[REDACTED]' }],
    [
      'a statement',
      { sql: 'SELECT a FROM t WHERE b = $1', parameters: ['x'] },
      { sql: 'SELECT a FROM t WHERE b = $1', parameters: '[REDACTED]' },
    ],
    [
      'what only says whether',
      { hasPassword: true, token: null, secret: '' },
      { hasPassword: true, token: null, secret: '' },
    ],
    ['a figure', { total_tokens: 12, tokens: ['x'] }, { total_tokens: 12, tokens: '[REDACTED]' }],
    ['the number of a card', { note: 4111111111111111 }, { note: '[REDACTED]' }],
    ['a promise', Promise.resolve(), '[Promise]'],
  ])('of %s is plain', (_name, value, plain) => expect(captured(value)).toEqual(plain));

  it('runs no getter, toJSON or toString', () => {
    const hostile = {
      get lazy() {
        return boom();
      },
      toJSON: boom,
      toString: boom,
      [Symbol.toPrimitive]: boom,
      kept: 1,
    };
    expect(captured(hostile)).toEqual({
      lazy: '[Getter]',
      toJSON: '[Function]',
      toString: '[Function]',
      kept: 1,
    });
  });

  it('survives errors whose parts throw', () => {
    const error = new Error('x');
    for (const key of ['message', 'stack', 'cause', 'code', 'name'])
      Object.defineProperty(error, key, { get: boom });
    expect(captured(error)).toEqual({ type: 'Error', message: '' });
  });

  it('keeps causes and gathered errors, masked', () => {
    const cause = Object.assign(new TypeError('password=hunter2'), { code: 'EAUTH' });
    const copy = captured(new AggregateError([cause], 'all', { cause }));
    expect(JSON.stringify(copy)).not.toContain('hunter2');
    expect(copy).toMatchObject({
      type: 'AggregateError',
      message: 'all',
      cause: { type: 'TypeError', message: 'password=[REDACTED]', code: 'EAUTH' },
      errors: [{ message: 'password=[REDACTED]' }],
    });
  });

  it('ends at itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    loop['list'] = [loop];
    expect(captured(loop)).toEqual({ self: '[Circular]', list: ['[Circular]'] });
  });

  it('shows the same object twice when it is no circle', () => {
    const shared = { a: 1 };
    expect(captured({ one: shared, two: shared })).toEqual({ one: shared, two: shared });
  });

  it('is bounded in depth, keys, items and text', () => {
    const deep = Array.from({ length: 50 }).reduce<unknown>(inner => ({ inner }), 1);
    expect(JSON.stringify(captured(deep))).toContain('[Object]');
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index]));
    expect(captured(wide)).toMatchObject({ '...': '[936 more]' });
    expect(Object.keys(captured(wide) as object)).toHaveLength(65);
    const list = captured(Array.from({ length: 1_000_000 }, () => 0)) as unknown[];
    expect([list.length, list.at(-1)]).toEqual([65, '[999936 more]']);
    expect((captured('x'.repeat(10_000_000)) as string).length).toBeLessThan(9_000);
    expect((captured(Object.assign([], { length: 4_000_000_000 })) as unknown[]).length).toBe(65);
  });

  it('is bounded in all its texts together, and in time', () => {
    const texts = captured(Array.from({ length: 60 }, () => 'x'.repeat(8_000))) as string[];
    expect(texts.at(-1)).toBe('[Too long]');
    expect(texts.join('').length).toBeLessThan(270_000);
    const policy = { censor: '#', isSecret: () => false, text: (text: string) => text };
    const slow = { ...policy, limits: { ...usualLimits, items: 200, time: -1 } };
    const objects = capture(
      Array.from({ length: 200 }, () => ({ a: 1 })),
      slow,
    ) as unknown[];
    expect([objects[0], objects.at(-1)]).toEqual([{ a: 1 }, '[Too slow]']);
  });

  it('of an object that shares its parts a million times is short', () => {
    let shared: object = {};
    for (let level = 0; level < 5; level += 1) shared = Array.from({ length: 64 }, () => shared);
    expect(JSON.stringify(captured(shared)).length).toBeLessThan(1_000_000);
  });

  it('pollutes no prototype', () => {
    const copy = redactor.value(
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
    );
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('of anything can be serialised, and shows no secret by a known key', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
          withObjectString: true,
        }),
        anything => {
          expect(() => JSON.stringify(redactor.value(anything))).not.toThrow();
          expect(JSON.stringify(redactor.value({ outer: [{ apiKey: 'CANARY', anything }] }))).not.toContain(
            'CANARY',
          );
        },
      ),
    );
  });
});
