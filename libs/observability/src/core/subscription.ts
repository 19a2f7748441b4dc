import { Observable, tap } from 'rxjs';
import type { MethodRun } from './method-run.js';
import { readData } from './untrusted-read.js';

/** Whether a value is a plain Observable; a Subject and the like are more than their `subscribe` and are left alone. */
export function isPlainObservable(value: object): value is Observable<unknown> {
  return isObservable(value) && !('next' in value) && !('connect' in value) && !('key' in value);
}

/** As rxjs asks, which tells an Observable of another copy by its methods; but without running getters of what is none. */
function isObservable(value: object): value is Observable<unknown> {
  if (value instanceof Observable) return true;
  return typeof readData(value, 'lift') === 'function' && typeof readData(value, 'subscribe') === 'function';
}

/**
 * Stands in for an Observable: each subscription is an operation of its own, which ends on completion, on an error and
 * on unsubscription. The first one continues the operation of the call that made the Observable.
 */
export function observeSubscriptions(source: Observable<unknown>, call: MethodRun): Observable<unknown> {
  let unused: MethodRun | undefined = call;
  return new Observable(subscriber => {
    const run = unused ?? call.again();
    unused = undefined;
    let last: unknown;
    const observed = source.pipe(
      tap({
        next: value => (last = value),
        error: (thrown: unknown) => run.fail(thrown),
        complete: () => run.succeed(last),
        unsubscribe: () => run.abort(),
      }),
    );
    return run.inside(() => observed.subscribe(subscriber));
  });
}
