import { types } from 'node:util';

/** A promise where a value was wanted. */
class PromiseAnswerError extends TypeError {
  override readonly name = 'PromiseAnswerError';

  constructor() {
    super('It answered with a promise, for which nobody waits here; answer with the value itself');
  }
}

/**
 * Takes the rejection of a promise that nobody waits for: without a handler it would end the process. Values and thenables
 * that are no promises pass untouched.
 */
export function whenRejected(answer: unknown, told: (thrown: unknown) => void): void {
  // The prototype's own `then`: that of a subclass may do work.
  if (types.isPromise(answer)) void Promise.prototype.then.call(answer, undefined, told);
}

/**
 * The answer of a callback that must not be asynchronous.
 *
 * @throws TypeError for a promise, whose rejection is taken care of
 */
export function immediate<T>(answer: T): T {
  if (!types.isPromise(answer)) return answer;
  whenRejected(answer, () => undefined);
  throw new PromiseAnswerError();
}
