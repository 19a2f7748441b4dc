import type { AnyFunction } from '../core/identity.js';
import { getMetadata } from '../core/metadata.js';
import { parametersIn } from '../tracing/parameter-names.js';

/** What TypeScript leaves of the types of constructor parameters. */
const parameterTypes = 'design:paramtypes';

/**
 * The class that is injected into a property, from the constructor's source and the types of its parameters: for classes
 * that have no instance yet, and private fields that nobody can read.
 */
export function injectedType(owner: AnyFunction, property: string): AnyFunction | undefined {
  const types = getMetadata(parameterTypes, owner);
  if (!Array.isArray(types)) return undefined;
  const source = Function.prototype.toString.call(owner);
  const constructor = source.slice(Math.max(source.search(/\bconstructor\s*\(/), 0));
  const assigned = new RegExp(
    `\\bthis\\.${property.replaceAll('$', '\\$')}\\s*=\\s*([\\w$]+)\\s*[;\\n]`,
  ).exec(constructor)?.[1];
  const names = assigned === undefined ? [] : parametersIn(constructor);
  const type: unknown = types[names.indexOf(assigned)];
  return typeof type === 'function' ? (type as AnyFunction) : undefined;
}
