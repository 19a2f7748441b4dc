import { withoutLookAlikes } from './look-alikes.js';
import { keyEndings, secretKeys, secretTexts, secretWords } from './secret-keys.js';

/**
 * Why the value of a key is masked: a built-in name, one that the options name, a short `word` that may also be part of a
 * sentence, or a name that is secret for a `text` and a figure otherwise.
 */
export type KeyVerdict = 'key' | 'custom-key' | 'word' | 'text' | undefined;

/** What decides about keys beside the built-in names. */
export interface KeyRules {
  readonly keys?: readonly string[];
  /** Names that stay in clear although they look like secrets. */
  readonly except?: readonly string[];
}

/** Key names are few and repeat; the answer for each is kept. */
const maxKnownKeys = 2_000;
/** A longer key is no name; it is judged by its end. */
const maxKey = 256;

/** Judges keys by their names alone, without case, separators and look-alikes. */
export class KeyMatcher {
  private readonly known = new Map<string, KeyVerdict | 'none'>();
  private readonly custom: readonly string[];
  private readonly except: ReadonlySet<string>;

  constructor({ keys = [], except = [] }: KeyRules = {}) {
    this.custom = keys.map(plainKey);
    this.except = new Set(except.map(plainKey));
  }

  verdict(key: string): KeyVerdict {
    const known = this.known.get(key);
    if (known !== undefined) return known === 'none' ? undefined : known;
    const verdict = this.judge(key.length > maxKey ? key.slice(-maxKey) : key);
    if (this.known.size < maxKnownKeys) this.known.set(key, verdict ?? 'none');
    return verdict;
  }

  private judge(key: string): KeyVerdict {
    const plain = plainKey(key);
    if (plain === '' || this.except.has(plain)) return undefined;
    if (this.custom.some(candidate => plain.endsWith(candidate))) return 'custom-key';
    if (endsWithSecret(plain)) return 'key';
    if (secretTexts.some(candidate => plain.endsWith(candidate))) return 'text';
    const last = wordsOf(key).findLast(word => !/^\d+$/.test(word));
    if (last !== undefined && secretWords.has(last)) return 'word';
    for (let rest = plain; ;) {
      const shorter = rest.replace(keyEndings, '');
      if (shorter === rest || shorter === '') return undefined;
      if (endsWithSecret(shorter)) return 'key';
      if (secretWords.has(shorter)) return 'word';
      rest = shorter;
    }
  }
}

const endsWithSecret = (plain: string): boolean => secretKeys.some(candidate => plain.endsWith(candidate));

/** A key without case, separators and look-alikes. */
export function plainKey(key: string): string {
  return withoutLookAlikes(key)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** `userPIN_code` as `user`, `pin`, `code`. */
function wordsOf(key: string): string[] {
  return withoutLookAlikes(key)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}
