import type { KeyObject } from 'node:crypto';
import { InvalidMacKeyError, UnknownMacKeyError } from './mac-key.error.js';
import { parseSecrets, secretKeys, type AuditKeyOption } from './secret-key.js';

export type { AuditKeyOption } from './secret-key.js';

/** A secret ready for use. */
export interface MacKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys that authenticate events: the first one signs, all of them verify. */
export class MacKeyRing {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** The key for new events. */
  readonly current: MacKey;

  /** @throws InvalidMacKeyError for no key, an unfit or repeated id, or a secret that is too short or no text of bytes. */
  constructor(options: AuditKeyOption | readonly AuditKeyOption[]) {
    this.#keys = secretKeys(options, problem => new InvalidMacKeyError(problem));
    const [[id, key]] = [...this.#keys] as [[string, KeyObject]];
    this.current = { id, key };
  }

  /** Ids of all keys, the current one first. */
  get ids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** Whether events of this key can be verified. */
  has(id: string): boolean {
    return this.#keys.has(id);
  }

  /** @throws UnknownMacKeyError when no key has this id. */
  get(id: string): MacKey {
    const key = this.#keys.get(id);
    if (!key) throw new UnknownMacKeyError(id, this.ids);
    return { id, key };
  }
}

/**
 * Reads `id:secret`, the form of an environment variable; several keys are separated by commas or blanks.
 *
 * @throws InvalidMacKeyError when a part has no colon.
 */
export function parseMacKeys(text: string): readonly AuditKeyOption[] {
  return parseSecrets(text, problem => new InvalidMacKeyError(problem));
}
