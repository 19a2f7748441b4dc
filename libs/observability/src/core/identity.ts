import { copyMetadata } from './metadata.js';

/** Any function; parameters are contravariant, so nothing narrower accepts every method. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyFunction = (...args: any[]) => any;

/**
 * Makes a wrapper pass for the function it wraps: name, arity, own properties and all reflect-metadata are carried
 * over. Without it a decorator below loses its metadata - a roles guard would let everyone in.
 */
export function preserveIdentity<T extends AnyFunction>(original: AnyFunction, wrapper: T): T {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype' || key === 'caller' || key === 'arguments') continue;
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor) Object.defineProperty(wrapper, key, { ...descriptor, configurable: true });
  }
  copyMetadata(original, wrapper);
  return wrapper;
}
