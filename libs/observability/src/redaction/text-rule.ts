import type { KeyVerdict } from './key-matcher.js';

/** Masks what a rule found: gives what stands for the secret. */
export type MaskSecret = (secret: string, reason: string) => string;

/** What a rule may ask of the policy. */
export interface TextPolicy {
  /** Whether a name is that of a secret, and why. */
  verdict(key: string): KeyVerdict;
  /** Masks a text that was found inside another one. `depth` counts how often that happened. */
  inner(text: string, depth: number): string;
  /** Masks the members of a value that was found inside a text as JSON. */
  parsed(value: unknown, depth: number): unknown;
}

/** A text that is searched. */
export interface TextSearch {
  readonly mask: MaskSecret;
  readonly policy: TextPolicy;
  readonly depth: number;
}

/** A secret that is recognisable by its own form, wherever it stands in a text. */
export interface TextRule {
  readonly name: string;
  /** A pattern of which every secret contains a match, whatever its case: a text without it is never searched. */
  readonly hint: string;
  /** Takes time in proportion to the length of the text, whatever stands in it. */
  readonly apply: (text: string, search: TextSearch) => string;
}

/** A rule of one pattern. Its second group is the secret between what the first and third keep; without groups all of it is. */
export function patternRule(name: string, hint: string, pattern: RegExp): TextRule {
  return {
    name,
    hint,
    apply: (text, { mask }) =>
      text.replace(pattern, (match: string, ...rest: unknown[]) => {
        const [before, secret, after] = rest;
        if (typeof before !== 'string' || typeof secret !== 'string') return mask(match, name);
        return before + mask(secret, name) + (typeof after === 'string' ? after : '');
      }),
  };
}
