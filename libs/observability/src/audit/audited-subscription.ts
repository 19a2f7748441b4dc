import {
  catchError,
  concatWith,
  defer,
  EMPTY,
  from,
  ignoreElements,
  mergeMap,
  Observable,
  tap,
  throwError,
} from 'rxjs';
import type { AuditedRun } from './audited-run.js';

/**
 * Stands in for an Observable: each subscription is a call of its own, recorded before its consumer hears of the end. The first
 * one continues the call that made the Observable.
 */
export function auditSubscriptions(source: Observable<unknown>, call: AuditedRun): Observable<unknown> {
  let unused: AuditedRun | undefined = call;
  return new Observable(subscriber => {
    const run = unused ?? call.again();
    unused = undefined;
    let last: unknown;
    let delivered = false;
    const observed = source.pipe(
      tap({
        next: value => {
          last = value;
          delivered = true;
        },
        unsubscribe: () => void run.abort(delivered),
      }),
      catchError((thrown: unknown) => {
        const failure = throwError(() => thrown);
        const pending = run.fail(thrown);
        return pending ? from(pending).pipe(mergeMap(() => failure)) : failure;
      }),
      concatWith(
        defer(() => {
          const pending = run.succeed(last);
          return pending ? from(pending).pipe(ignoreElements()) : EMPTY;
        }),
      ),
    );
    return run.inside(() => observed.subscribe(subscriber));
  });
}
