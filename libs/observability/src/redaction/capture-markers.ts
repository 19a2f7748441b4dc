import { types } from 'node:util';
import type { CapturePolicy } from './capture-policy.js';

/** What stands for a value that has no members to show; `undefined` for all others. */
export function markerOf(value: object, policy: CapturePolicy): unknown {
  // Those of plain objects and of instances say so at once.
  if (!types.isBoxedPrimitive(value) && !isExotic(value)) return undefined;
  if (types.isPromise(value)) return '[Promise]';
  if (types.isRegExp(value)) return policy.text(sourceOf(value));
  if (types.isBoxedPrimitive(value)) return boxed(value, policy);
  if (types.isWeakMap(value) || types.isWeakSet(value)) return '[Weak]';
  if (types.isGeneratorObject(value) || types.isMapIterator(value) || types.isSetIterator(value))
    return '[Iterator]';
  return undefined;
}

const isExotic = (value: object): boolean =>
  types.isPromise(value) ||
  types.isRegExp(value) ||
  types.isWeakMap(value) ||
  types.isWeakSet(value) ||
  types.isGeneratorObject(value) ||
  types.isMapIterator(value) ||
  types.isSetIterator(value);

const source = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get as () => string;

const sourceOf = (pattern: RegExp): string => `/${Reflect.apply(source, pattern, []) as string}/`;

function boxed(value: object, policy: CapturePolicy): unknown {
  if (types.isStringObject(value)) return policy.text(String.prototype.valueOf.call(value));
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  return types.isBigIntObject(value) ? String(BigInt.prototype.valueOf.call(value)) : '[Symbol]';
}

/** What streams, sockets, requests and responses of Node hold as own data, all of them; their members are machinery. */
export function isStream(value: object): boolean {
  return (
    Object.hasOwn(value, '_events') &&
    (Object.hasOwn(value, '_readableState') ||
      Object.hasOwn(value, '_writableState') ||
      Object.hasOwn(value, 'outputData'))
  );
}
