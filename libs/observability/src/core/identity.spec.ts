import 'reflect-metadata';
import { preserveIdentity } from './identity.js';

describe('a wrapper with the identity of another function', () => {
  it('has its name, arity, own properties and metadata', () => {
    const original = Object.assign(function find(_a: string, _b: number) {}, { own: 1 });
    Object.defineProperty(original, 'sealed', { value: 2 });
    Reflect.defineMetadata('roles', ['clerk'], original);
    const wrapper = preserveIdentity(original, (...args: unknown[]) => args);
    expect([wrapper.name, wrapper.length, (wrapper as unknown as { own: number }).own]).toEqual([
      'find',
      2,
      1,
    ]);
    expect(Object.getOwnPropertyDescriptor(wrapper, 'sealed')).toEqual({
      value: 2,
      configurable: true,
      enumerable: false,
      writable: false,
    });
    expect(Reflect.getMetadata('roles', wrapper)).toEqual(['clerk']);
  });
});
