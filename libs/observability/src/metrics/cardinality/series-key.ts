import type { Attributes } from '@opentelemetry/api';

/** Characters of a label value that are told apart; a longer one is not kept. */
const longestValue = 512;

/** A text that is the same for attributes with the same pairs in the same order. */
export function seriesKey(attributes: Attributes): string {
  let key = '';
  for (const name in attributes) key += `${name}\u0000${valueKey(attributes[name])}\u0000`;
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

/** The pairs in the order of their names, and their values as texts where `1` and `'1'` are the same. */
export function inOrder(attributes: Attributes, asTexts = false): Attributes {
  const names = Object.keys(attributes).sort();
  return Object.fromEntries(
    names.map(name => [name, asTexts ? String(attributes[name]) : attributes[name]] as const),
  );
}
