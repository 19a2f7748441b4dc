import type { AttributeValue } from '@opentelemetry/api';
import { types } from 'node:util';

/** Longest string kept in an attribute, in UTF-16 code units. */
const maxLength = 2_048;
/** Most elements kept of an array. */
const maxItems = 64;

/**
 * Turns a value into one that a span may carry, or `undefined`: strings are cut, a big integer becomes text, a date an
 * ISO time, arrays keep their strings, numbers and booleans. No getter, `toString` or proxy trap is ever called.
 */
export function attributeValue(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > maxLength ? `${value.slice(0, maxLength)}...` : value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null || types.isProxy(value) ? undefined : objectValue(value);
    default:
      return undefined;
  }
}

function objectValue(value: object): AttributeValue | undefined {
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  }
  if (!Array.isArray(value)) return undefined;
  const items: string[] = [];
  for (let index = 0; index < Math.min(value.length, maxItems); index += 1) {
    const item = attributeValue(Object.getOwnPropertyDescriptor(value, index)?.value);
    if (item !== undefined && !Array.isArray(item)) items.push(String(item));
  }
  return items;
}

/** The own data properties of an object as attribute values; anything that would run code is skipped. */
export function attributeEntries(source: unknown): [string, AttributeValue][] {
  if (typeof source !== 'object' || source === null || types.isProxy(source)) return [];
  const entries: [string, AttributeValue][] = [];
  for (const key of Object.keys(source)) {
    const value = attributeValue(Object.getOwnPropertyDescriptor(source, key)?.value);
    if (value !== undefined) entries.push([key, value]);
  }
  return entries;
}
