import { types } from 'node:util';

/** A property of a value that somebody threw; `undefined` when its getter throws. */
export function readProperty(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

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
