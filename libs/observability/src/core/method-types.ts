import type { Observable } from 'rxjs';

/** Whether the parameters that a callback reads are a front part of those of the method. */
export type IsPrefix<
  Callback extends readonly unknown[],
  Method extends readonly unknown[],
> = Callback extends readonly [infer First, ...infer Rest]
  ? Method extends readonly [(infer Parameter)?, ...infer Others]
    ? [Parameter] extends [First]
      ? IsPrefix<Rest, Others>
      : false
    : false
  : true;

/** What a method finally gives: the resolved, emitted or returned value. */
export type Settled<R> =
  R extends PromiseLike<infer V>
    ? Settled<V>
    : R extends Observable<infer V>
      ? V
      : R extends Generator<unknown, infer V> | AsyncGenerator<unknown, infer V>
        ? V
        : R;
