import type { AnyFunction } from '../core/identity.js';
import type { IsPrefix, Settled } from '../core/method-types.js';
import type { AuditedOptions } from './audited-options.js';

/** Options of which those that read arguments come after the tools of a loader. */
type LoaderKey = 'before' | 'after';
type ArgumentsKey = 'target' | 'reason' | 'details' | 'manager';

type ParametersAfterTools<Loader> = Loader extends (loading: never, ...args: infer A) => unknown ? A : [];

/** The parameters of the method that an option reads. */
type Reads<Key, Option> = Key extends LoaderKey
  ? ParametersAfterTools<Option>
  : Option extends (...args: infer A) => unknown
    ? A
    : [];

/** Names the mismatch in the compiler's message. */
export interface AuditedMismatch<Option, Reads, Method> {
  readonly 'the option': Option;
  readonly reads: Reads;
  readonly 'but the method takes': Method;
}

/** `unknown` when the options of `@Audited()` fit the method, else a type that no method has. */
export type FitsAudited<T extends AnyFunction, O extends AuditedOptions> = ArgumentMismatches<T, O> &
  ResultMismatch<T, O> &
  SubjectMismatch<T, O> &
  WaitMismatch<T, O>;

type ArgumentMismatches<T extends AnyFunction, O> = UnionToIntersection<
  {
    [Key in keyof O & (ArgumentsKey | LoaderKey)]: IsPrefix<Reads<Key, O[Key]>, Parameters<T>> extends true
      ? unknown
      : AuditedMismatch<Key, Reads<Key, O[Key]>, Parameters<T>>;
  }[keyof O & (ArgumentsKey | LoaderKey)]
>;

type ResultMismatch<T extends AnyFunction, O> = O extends { resultTarget: (result: infer R) => unknown }
  ? [Settled<ReturnType<T>>] extends [R]
    ? unknown
    : AuditedMismatch<'resultTarget', R, Settled<ReturnType<T>>>
  : unknown;

type SubjectMismatch<T extends AnyFunction, O> = O extends { pii: { subject: (...args: infer A) => unknown } }
  ? IsPrefix<A, Parameters<T>> extends true
    ? unknown
    : AuditedMismatch<'pii.subject', A, Parameters<T>>
  : unknown;

/** Only a method that gives a promise can be made to wait for the record of its attempt. */
type WaitMismatch<T extends AnyFunction, O> = O extends { atomic: 'attempt-first' }
  ? ReturnType<T> extends Promise<unknown>
    ? unknown
    : AuditedMismatch<'atomic', 'a method that returns a Promise', ReturnType<T>>
  : unknown;

/** Of `never`, which is what no callback at all gives, it makes `unknown`. */
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (
  value: infer I,
) => void
  ? I
  : never;
