import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** A key that is longer than this names nothing. */
const longestKey = 256;

/** Makes texts no longer than a length, lists and nested objects no longer than suits it, and counts what it has shortened. */
export class Shortener {
  /** Values that are not what they were. */
  shortened = 0;
  private readonly members: number;

  constructor(private readonly length: number) {
    // Sixteen bytes are about what a member takes without its text.
    this.members = Math.max(1, length >> 4);
  }

  /** A copy where it is cut: a slice would keep the whole text in memory for as long as it lives. */
  text(text: string): string {
    if (text.length <= this.length) return text;
    this.shortened += 1;
    return Buffer.from(text.slice(0, this.length)).toString();
  }

  /** Without those whose key is no name. */
  attributes(attributes: object | undefined): Attributes {
    return this.entries(attributes, Infinity);
  }

  private value(value: unknown): AttributeValue {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value as AttributeValue;
    if (value instanceof Uint8Array) return this.upTo(value, this.length) as never;
    if (!Array.isArray(value)) return this.entries(value, this.members) as never;
    return this.upTo(value as unknown[], this.members).map(item => this.value(item)) as AttributeValue;
  }

  private entries(attributes: object | undefined, most: number): Attributes {
    const kept: Attributes = {};
    let count = 0;
    for (const key in attributes) {
      if (!Object.hasOwn(attributes, key) || key.length > longestKey) continue;
      if (count >= most) {
        this.shortened += 1;
        break;
      }
      count += 1;
      kept[key] = this.value((attributes as Record<string, unknown>)[key]);
    }
    return kept;
  }

  private upTo<T extends { readonly length: number; slice(from: number, to: number): T }>(
    list: T,
    most: number,
  ): T {
    if (list.length <= most) return list;
    this.shortened += 1;
    return list.slice(0, most);
  }
}
