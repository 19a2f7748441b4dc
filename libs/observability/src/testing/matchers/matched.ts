import { indented, mismatches, printed } from './mismatch.js';
import type { MatcherContext, MatcherResult } from './matcher-types.js';

/** What one matcher looks for and how it speaks about it. */
export interface Search<T> {
  /** Completes "expected a ...", e.g. `span "OrdersService.findOne"`. */
  readonly subject: string;
  /** Those that could be meant, each with what makes it differ when it does not fit. */
  readonly candidates: readonly T[];
  readonly expected: object;
  /** Exact number of fits; without it one or more. */
  readonly times: number | undefined;
  /** What the failure message shows of all that was captured. */
  readonly everything: string;
}

/** Verdict over the candidates of a search, with a message that shows what there was instead. */
export function matched<T>(context: MatcherContext, search: Search<T>): MatcherResult {
  const { subject, candidates, expected, times, everything } = search;
  const differences = candidates.map(candidate => mismatches(context, candidate, expected));
  const fits = differences.filter(({ length }) => length === 0).length;
  const pass = times === undefined ? fits > 0 : fits === times;
  const wish = Object.keys(expected).length > 0 ? ` with ${printed(expected)}` : '';
  const count = times === undefined ? '' : ` ${times} times`;
  const near = differences.filter(({ length }) => length > 0);
  return {
    pass,
    message: () =>
      [
        `expected ${pass ? 'no' : 'a'} ${subject}${wish}${count}, found ${fits}`,
        ...(pass ? [] : near.map((texts, index) => `candidate ${index + 1}:\n${indented(texts.join('\n'))}`)),
        `captured:\n${indented(everything || '(nothing)')}`,
      ].join('\n\n'),
  };
}
