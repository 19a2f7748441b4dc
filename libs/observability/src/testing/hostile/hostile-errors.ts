import { runInNewContext } from 'node:vm';
import { hostile, type HostileValue } from './hostile-value.js';

function cyclicCause(): Error {
  const first = new Error('first');
  const second = new Error('second', { cause: first });
  first.cause = second;
  return first;
}

function manyCauses(count: number): Error {
  let error = new Error('innermost');
  for (let level = 0; level < count; level += 1) error = new Error(`level ${level}`, { cause: error });
  return error;
}

/** What is thrown and is no usual error. Whoever rethrows must throw the very same. */
export function hostileErrors(): HostileValue[] {
  return [
    hostile('an error with getters that throw', touches => {
      const error = new Error('hidden');
      for (const key of ['message', 'stack', 'name', 'cause', 'status', 'code'])
        Object.defineProperty(error, key, { configurable: true, get: touches.trap(`get ${key}`) });
      return error;
    }),
    hostile('an error that counts its readers', touches =>
      Object.defineProperty(new Error('counted'), 'response', { get: touches.trap('get response') }),
    ),
    hostile('a frozen error', () => Object.freeze(new TypeError('frozen'))),
    hostile('an error of another realm', () => runInNewContext('new RangeError("elsewhere")')),
    hostile('a cycle of causes', cyclicCause),
    hostile('a thousand causes', () => manyCauses(1_000)),
    hostile('an error of errors', () => new AggregateError([cyclicCause(), null, 'text'], 'several')),
    hostile('an error with a message of a megabyte', () => new Error('x'.repeat(1 << 20))),
    hostile('an error whose class has no name', () => new (class extends Error {})('nameless')),
    hostile('an error without prototype', () => Object.setPrototypeOf(new Error('bare'), null)),
    hostile('a proxy of an error', touches => {
      const get = touches.trap('trap get');
      return new Proxy(new Error('behind'), {
        get,
        has: get,
        getPrototypeOf: get,
        getOwnPropertyDescriptor: get,
      });
    }),
  ];
}
