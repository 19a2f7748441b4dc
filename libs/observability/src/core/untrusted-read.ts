import { types } from 'node:util';

const native = /^function \(\) \{ \[native code\] \}$/;
const platformErrors = globalThis.DOMException?.prototype as object | undefined;
/** Longer chains of prototypes are nobody's class. */
const maxChain = 32;

/**
 * A property of a value that somebody threw, its own or of its class, that is there as data. No getter, proxy or trap runs; only
 * those by which the platform itself keeps the stack of an error and the parts of a `DOMException` are asked.
 */
export function readProperty(from: object, key: string): unknown {
  let holder: object | null = from;
  for (let steps = 0; holder !== null && steps < maxChain; steps += 1) {
    if (types.isProxy(holder)) return undefined;
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property) return 'value' in property ? (property.value as unknown) : ask(from, holder, property.get);
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}

function ask(from: object, holder: object, getter: PropertyDescriptor['get']): unknown {
  if (!getter || types.isProxy(getter)) return undefined;
  if (holder !== platformErrors && !isNativeStack(getter)) return undefined;
  try {
    return Reflect.apply(getter, from, []) as unknown;
  } catch {
    return undefined;
  }
}

/** V8 keeps the stack behind a nameless function of each realm; a function that somebody bound has a name. */
const isNativeStack = (getter: object): boolean =>
  Object.getOwnPropertyDescriptor(getter, 'name')?.value === '' &&
  native.test(Function.prototype.toString.call(getter));

/** A property that the value itself holds as data: neither a getter nor a proxy runs. */
export function readOwnData(from: unknown, key: string): unknown {
  if (typeof from !== 'object' || from === null || types.isProxy(from)) return undefined;
  return Object.getOwnPropertyDescriptor(from, key)?.value as unknown;
}

/** Whether the prototypes of a value end in a proxy, so that even `in` and `instanceof` would run its code. */
export function inheritsFromProxy(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (prototype !== null) {
    if (types.isProxy(prototype)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}

/** A property that the value holds or inherits as data: no getter runs. Do not ask of what is or inherits from a proxy. */
export function readData(from: object, key: PropertyKey): unknown {
  let holder: object | null = from;
  while (holder !== null) {
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property) return property.value;
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}
