import { types } from 'node:util';
import { describeFailure } from '../core/failure.js';
import { readOwnData } from '../core/untrusted-read.js';

/** An error that led to a refusal. */
export interface RefusalCause {
  readonly type: string;
  readonly message: string;
  readonly cause?: RefusalCause;
}

/** A refusal wraps what a library said, and a library what another one said; deeper is of no use to a reader. */
const maxDepth = 3;

/**
 * The errors behind a refusal, by type and message: a token is not rejected because it was rejected, but because it has
 * expired. No stacks, because nobody needs to mend it.
 */
export function refusalCause(
  thrown: unknown,
  text: (text: string) => string,
  depth = maxDepth,
): RefusalCause | undefined {
  const error = readOwnData(thrown, 'cause');
  if (depth === 0 || !types.isNativeError(error)) return undefined;
  const { type, message } = describeFailure(error);
  const cause = refusalCause(error, text, depth - 1);
  return { type, message: text(message), ...(cause && { cause }) };
}
