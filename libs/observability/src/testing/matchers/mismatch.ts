import { inspect } from 'node:util';
import type { MatcherContext } from './matcher-types.js';

/**
 * Lists in words where `actual` misses what is expected of it; fields that are not expected may hold anything.
 * Asymmetric matchers such as `expect.any(Number)` work at any depth.
 */
export function mismatches({ equals }: MatcherContext, actual: unknown, expected: object): string[] {
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const found = (actual as Record<string, unknown> | undefined)?.[key];
    if (isPlainExpectation(wanted) && typeof found === 'object' && found !== null)
      return mismatches({ equals }, found, wanted).map(text => `${key}.${text}`);
    return equals(found, wanted) ? [] : [`${key}: expected ${printed(wanted)}, was ${printed(found)}`];
  });
}

/** A value as a developer would write it. */
export function printed(value: unknown): string {
  const describe = (value as { toAsymmetricMatcher?: () => string } | undefined | null)?.toAsymmetricMatcher;
  return describe ? describe.call(value) : inspect(value, { depth: 4, breakLength: 100 });
}

/** Every line two spaces further in, so that a listing stands out in a failure message. */
export const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const isPlainExpectation = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('asymmetricMatch' in value);
