import { createHmac } from 'node:crypto';

/** Texts whose pseudonyms are kept, so that an id that repeats costs one HMAC. */
const maxKnown = 1_000;

/**
 * Names for values that are the same for the same value and tell nothing about it without the key: the first 96 bits of
 * HMAC-SHA-256 (RFC 2104), after `p_`. Values can be followed through telemetry, and guessed by who has the key alone.
 */
export class Pseudonyms {
  readonly #key: Buffer;
  readonly #known = new Map<string, string>();

  constructor(key: string) {
    this.#key = Buffer.from(key, 'utf8');
  }

  of(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const made = `p_${createHmac('sha256', this.#key).update(value).digest('base64url').slice(0, 16)}`;
    if (this.#known.size >= maxKnown) this.#known.clear();
    if (value.length <= 256) this.#known.set(value, made);
    return made;
  }
}
