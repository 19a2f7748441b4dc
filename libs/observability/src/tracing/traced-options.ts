import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { AnyFunction } from '../core/identity.js';
import type { IsPrefix, Settled } from '../core/method-types.js';
import type { OperationKind } from '../core/operation.js';

/** What a `@Traced` method may set. `A` are the parameters that the callbacks read, `R` is the result they read. */
export interface TracedOptions<A extends readonly unknown[] = readonly never[], R = never> {
  /** Name of the span. @defaultValue `Class.method` */
  readonly name?: string;
  /** @defaultValue `'internal'` */
  readonly kind?: OperationKind;
  /** Attributes from the arguments, at the start. A throw is counted and reported; the method runs all the same. */
  readonly attributes?: (...args: A) => Attributes | undefined;
  /** Attributes from the result, at the end: the resolved value, the last one of a stream, the return of a generator. */
  readonly result?: (value: R) => Attributes | undefined;
  /** Starts a trace of its own, linked to the caller's span. @defaultValue `false` */
  readonly root?: boolean;
  /** Further spans that this work follows from, e.g. the producers of a batch. */
  readonly links?: (...args: A) => readonly SpanContext[];
  /** Measures duration and calls by outcome under `code.function.duration` and `code.function.calls`. @defaultValue `false` */
  readonly metrics?: boolean;
}

/** Names the mismatch in the compiler's message. */
export interface ParameterMismatch<Callback, Method> {
  readonly 'the callback reads': Callback;
  readonly 'but the method takes': Method;
}

/** `unknown` when the callbacks fit the method, else a type that no method has. */
export type Fits<T extends AnyFunction, A extends readonly unknown[], R> =
  IsPrefix<A, Parameters<T>> extends true
    ? [R] extends [never]
      ? unknown
      : [Settled<ReturnType<T>>] extends [R]
        ? unknown
        : ParameterMismatch<R, Settled<ReturnType<T>>>
    : ParameterMismatch<A, Parameters<T>>;
