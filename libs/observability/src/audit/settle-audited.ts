import { types } from 'node:util';
import { isIterator, observeIterator } from '../core/iteration.js';
import { isPlainPromise } from '../core/plain-promise.js';
import { isPlainObservable } from '../core/subscription.js';
import type { AuditedRun } from './audited-run.js';
import { auditSubscriptions } from './audited-subscription.js';

/**
 * Records a call when its result is really finished, and gives back what the caller gets. A caller who waits for a promise
 * waits for the record too; a value is returned at once. Unknown thenables are left untouched.
 */
export function settleAudited(result: unknown, run: AuditedRun): unknown {
  if (types.isPromise(result)) return settlePromise(result, run);
  const standIn = standInFor(result, run);
  if (standIn) return standIn;
  // It has to throw here if it must: an ambiguous transaction is known at once.
  void run.succeed(result);
  return result;
}

function settlePromise(promise: Promise<unknown>, run: AuditedRun): unknown {
  const succeed = (value: unknown): unknown => {
    const standIn = standInFor(value, run);
    if (standIn) return standIn;
    const pending = run.succeed(value);
    return pending ? pending.then(() => value) : value;
  };
  const fail = (thrown: unknown): Promise<never> | never => {
    const pending = run.fail(thrown);
    if (!pending) throw thrown;
    return pending.then(() => {
      throw thrown;
    });
  };
  if (isPlainPromise(promise)) {
    return promise.then(succeed, fail);
  }
  // A promise with more to it must reach the caller itself, so it is watched from the side.
  void Promise.prototype.then.call(promise, succeed, fail).catch(() => undefined);
  return promise;
}

function standInFor(result: unknown, run: AuditedRun): object | undefined {
  if (typeof result !== 'object' || result === null || types.isProxy(result)) return undefined;
  if (isPlainObservable(result)) return auditSubscriptions(result, run);
  return isIterator(result) ? observeIterator(result, () => run) : undefined;
}
