import { types } from 'node:util';
import { isIterator, observeIterator } from './iteration.js';
import type { MethodRun } from './method-run.js';
import { isPlainPromise } from './plain-promise.js';
import { inheritsFromProxy } from './untrusted-read.js';
import { isPlainObservable, observeSubscriptions } from './subscription.js';

/**
 * Ends the run when its result is really finished, and gives back what the caller gets. Values and unknown thenables
 * end it at once and are returned untouched: calling `then` on a lazy query builder would run the query.
 */
export function settle(result: unknown, run: MethodRun): unknown {
  if (typeof result !== 'object' || result === null) {
    run.succeed(result);
    return result;
  }
  if (types.isPromise(result)) return settlePromise(result, run);
  if (!types.isProxy(result) && !isPlainData(result) && !inheritsFromProxy(result)) {
    if (isPlainObservable(result)) return observeSubscriptions(result, run);
    if (isIterator(result)) return observeIterator(result, () => run);
  }
  run.succeed(result);
  return result;
}

/** What most methods give, an object literal or an array, is known at one look; the questions to others cost 0.15 us. */
function isPlainData(result: object): boolean {
  return (
    Array.isArray(result) ||
    (Object.getPrototypeOf(result) === Object.prototype && !('next' in result) && !('subscribe' in result))
  );
}

function settlePromise(promise: Promise<unknown>, run: MethodRun): unknown {
  const fail = (thrown: unknown): never => {
    run.fail(thrown);
    throw thrown;
  };
  if (isPlainPromise(promise)) {
    return promise.then(value => settle(value, run), fail);
  }
  // A promise with more to it (a subclass, a child process handle) must reach the caller itself, so it is watched
  // from the side; Promise.prototype.then is used because a subclass may do work in its own.
  void Promise.prototype.then.call(
    promise,
    value => run.succeed(value),
    (thrown: unknown) => run.fail(thrown),
  );
  return promise;
}
