import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { AnyFunction } from '../../core/identity.js';

/** A method of a provider or controller, on the prototype that declares it. */
export interface DeclaredMethod {
  readonly prototype: object;
  /** The class as it was declared. */
  readonly owner: AnyFunction;
  readonly key: string;
  readonly method: AnyFunction;
}

/**
 * The methods of an application, each once. Classes are looked at before anything is made of them; what a factory gave is found
 * when instances are there.
 */
export function* declaredMethods(modules: ModulesContainer): Generator<DeclaredMethod> {
  const scanner = new MetadataScanner();
  const seen = new Set<object>();
  for (const module of modules.values()) {
    for (const wrapper of [...module.controllers.values(), ...module.providers.values()]) {
      const prototype = prototypeOf(wrapper);
      if (!prototype || seen.has(prototype)) continue;
      seen.add(prototype);
      for (const key of scanner.getAllMethodNames(prototype)) {
        const found = declarationOf(prototype, key);
        if (found) yield found;
      }
    }
  }
}

interface Wrapper {
  readonly metatype: unknown;
  readonly inject?: unknown;
  readonly isAlias?: boolean;
  readonly instance: unknown;
}

/** Of the class; of the instance where a factory or a value stands in for one. */
export function prototypeOf({ metatype, inject, instance, isAlias }: Wrapper): object | undefined {
  if (isAlias) return undefined;
  if (typeof metatype === 'function' && !inject) return (metatype as { prototype?: object }).prototype;
  if (typeof instance !== 'object' || instance === null) return undefined;
  const prototype = Object.getPrototypeOf(instance) as object | null;
  return prototype === null || prototype === Object.prototype ? undefined : prototype;
}

/** Inherited methods are changed where they are declared, so that an override of another class stays one. */
function declarationOf(from: object, key: string): DeclaredMethod | undefined {
  for (let prototype: object | null = from; prototype; prototype = Object.getPrototypeOf(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    if (!descriptor) continue;
    const method: unknown = descriptor.value;
    const owner: unknown = prototype.constructor;
    if (typeof method !== 'function' || typeof owner !== 'function' || !descriptor.configurable)
      return undefined;
    return { prototype, owner: owner as AnyFunction, key, method: method as AnyFunction };
  }
  return undefined;
}
