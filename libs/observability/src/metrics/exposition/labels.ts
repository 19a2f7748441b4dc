import type { AttributeValue, Attributes } from '@opentelemetry/api';

/** Label names that a histogram or a summary needs for itself. */
export type ReservedLabel = 'le' | 'quantile';

/** A label name with its value, before escaping. */
export type LabelPair = readonly [name: string, value: string];

/**
 * Turns attributes into label pairs: characters that a label name cannot hold become single underscores, and
 * attributes whose names fall together are joined with `;` in the order of their original names, as the OpenTelemetry
 * specification wants it. An attribute that takes the `reserved` name is exposed as `exported_<name>`.
 */
export function labelPairs(attributes: Attributes, reserved?: ReservedLabel): LabelPair[] {
  const values = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const name = labelName(key, reserved);
    const value = labelValue(attributes[key]);
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier};${value}`);
  }
  return [...values];
}

/**
 * Writes label pairs as they stand between the braces, sorted by name. A pair without a value is left out: to
 * Prometheus it is the same as no label, and two spellings of one series would make a page invalid.
 */
export function labelText(pairs: readonly LabelPair[]): string {
  return pairs
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${escapeLabelValue(value)}"`)
    .join(',');
}

/** Escapes a value for use between double quotes, in both formats. */
export function escapeLabelValue(value: string): string {
  if (!/[\\"\n\0\p{Surrogate}]/u.test(value)) return value;
  return escapeLine(value).replaceAll('"', '\\"');
}

/** Escapes backslashes and line feeds, and replaces what is not text: one NUL makes Prometheus refuse the whole page. */
export function escapeLine(value: string): string {
  return value
    .replace(/[\0\p{Surrogate}]/gu, '\ufffd')
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n');
}

function labelName(key: string, reserved: ReservedLabel | undefined): string {
  const name = key.replace(/[^a-zA-Z0-9]+/g, '_');
  if (name === reserved) return `exported_${name}`;
  return /^[a-zA-Z_]/.test(name) ? name : `key_${name}`;
}

function labelValue(value: AttributeValue | undefined): string {
  if (typeof value === 'object') return JSON.stringify(value);
  return value === undefined ? '' : String(value);
}
