import { types } from 'node:util';

/** Fields that a class marks as sensitive. */
export interface SensitiveFields {
  readonly all: boolean;
  readonly fields: ReadonlySet<string>;
}

/** Versioned, so that two copies of the library read one another's marks. */
export const sensitiveKey = Symbol.for('nestjs-observability.sensitive.v1');

/** A prototype that carries marks of its own. */
export interface Marked {
  [sensitiveKey]?: { all: boolean; readonly fields: Set<string> };
}

/** What the class of a value, and those it extends, mark; runs no code of theirs. */
export function sensitiveFieldsOf(value: object): SensitiveFields | undefined {
  let prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return undefined;
  let found: { all: boolean; fields: Set<string> } | undefined;
  for (let steps = 0; prototype !== null && prototype !== Object.prototype && steps < 32; steps += 1) {
    if (types.isProxy(prototype)) break;
    const own = Object.getOwnPropertyDescriptor(prototype, sensitiveKey)?.value as
      SensitiveFields | undefined;
    if (own) {
      found ??= { all: false, fields: new Set() };
      found.all ||= own.all;
      for (const field of own.fields) found.fields.add(field);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return found;
}
