import { createHook } from 'node:async_hooks';
import { isPlainPromise } from './plain-promise.js';

describe('isPlainPromise()', () => {
  it('knows the promise of an async function', () => {
    expect(isPlainPromise((async () => undefined)())).toBe(true);
  });

  it('knows it while somebody watches promises by an async hook', async () => {
    const hook = createHook({ init: () => undefined }).enable();
    try {
      const promise = (async () => undefined)();
      expect(Reflect.ownKeys(promise)).not.toEqual([]);
      expect(isPlainPromise(promise)).toBe(true);
    } finally {
      hook.disable();
    }
  });

  it('knows it on Node 20, where every storage leaves its value on promises', () => {
    const promise = Object.assign(Promise.resolve(), {
      [Symbol('async_id_symbol')]: 7,
      [Symbol('trigger_async_id_symbol')]: 6,
      [Symbol('kResourceStore')]: {},
    });
    expect(isPlainPromise(promise)).toBe(true);
  });

  it('knows it inside of a domain', () => {
    const promise = Object.defineProperty(Promise.resolve(), 'domain', { value: {} });
    expect(isPlainPromise(promise)).toBe(true);
  });

  it.each([
    ['a handle with properties', Object.assign(Promise.resolve(), { kill: () => true })],
    ['one that a library marked', Object.assign(Promise.resolve(), { [Symbol('cancel')]: 1 })],
    ['a subclass', new (class Lazy extends Promise<void> {})(resolve => resolve())],
  ])('tells %s apart', (_name, promise) => {
    expect(isPlainPromise(promise)).toBe(false);
  });
});
