import type { AuditValue } from '../../audit-entry.js';

/** Stands for a field that is known not to exist. */
export const absent: unique symbol = Symbol('absent');

/** What a field is known to hold. */
export type KnownValue = AuditValue | typeof absent;

/**
 * What changes tell about an object, field by field, addressed by JSON Pointers (RFC 6901): the rest is not empty but
 * unknown.
 */
export class KnownFields {
  readonly #values = new Map<string, KnownValue>();

  /** The value at a path; `undefined` when nothing is known about it, or only about a part of it. */
  get(path: string): KnownValue | undefined {
    const exact = this.#values.get(path);
    if (exact !== undefined) return exact;
    const above = this.#above(path);
    return above && valueAt(above.value, segments(path.slice(above.path.length)));
  }

  /** Learns the value at a path; what was known of its parts is forgotten. */
  set(path: string, value: KnownValue): void {
    for (const known of this.#values.keys()) if (known.startsWith(`${path}/`)) this.#values.delete(known);
    const above = this.#above(path);
    if (above === undefined) this.#values.set(path, value);
    else {
      const below = segments(path.slice(above.path.length));
      this.#values.set(above.path, replaced(above.value, below, value));
    }
  }

  /** Everything that is known, as one value; `undefined` when the whole is known not to exist. */
  toValue(): AuditValue | undefined {
    let whole: KnownValue = this.#values.get('') ?? {};
    for (const [path, value] of this.#values) if (path !== '') whole = replaced(whole, segments(path), value);
    return whole === absent ? undefined : whole;
  }

  #above(path: string): { path: string; value: KnownValue } | undefined {
    for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end);
      const value = this.#values.get(above);
      if (value !== undefined) return { path: above, value };
      if (end === 0) return undefined;
    }
    return undefined;
  }
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: KnownValue, [first, ...rest]: readonly string[]): KnownValue {
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return absent;
  return valueAt((value as Readonly<Record<string, AuditValue>>)[first]!, rest);
}

/** A copy with another value at a path; what stands in the way gives way. */
function replaced(value: KnownValue, [first, ...rest]: readonly string[], by: KnownValue): KnownValue {
  if (first === undefined) return by;
  if (value === absent && by === absent) return absent;
  if (Array.isArray(value)) return replacedItem(value, Number(first), rest, by);
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const member = replaced(members.get(first) ?? absent, rest, by);
  if (member === absent) members.delete(first);
  else members.set(first, member);
  // fromEntries defines members, so that one named __proto__ is data.
  return Object.fromEntries(members);
}

/** Lists are compared item by item, so that an item can only be missing behind the end of the shorter list. */
function replacedItem(
  items: readonly AuditValue[],
  index: number,
  rest: readonly string[],
  by: KnownValue,
): AuditValue {
  const item = replaced(items[index] ?? absent, rest, by);
  if (item === absent) return items.slice(0, index);
  return index < items.length ? items.with(index, item) : [...items, item];
}
