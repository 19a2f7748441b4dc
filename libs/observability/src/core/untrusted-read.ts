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
