import { types } from 'node:util';
import { readData } from './untrusted-read.js';

/** What watches an iteration. A promise that it gives is waited for, where the iterator gives promises itself. */
export interface IterationRun {
  readonly ended: boolean;
  inside<T>(work: () => T): T;
  succeed(value: unknown): void | Promise<void>;
  fail(thrown: unknown): void | Promise<void>;
  abort(): void | Promise<void>;
}

type Step = 'next' | 'return' | 'throw';
type StepFunction = (...args: unknown[]) => unknown;
type AnyIterator = Partial<Record<Step, StepFunction>> & object;

/** Marks what stands in for an iterator, so that a traced method may hand on what another traced method gave it. */
const standInKey = Symbol('nestjs-observability.iterator');

/**
 * Whether a value is an iterator that can be stood in for: a generator, or a bare object literal. Cursors and streams
 * of drivers are left alone, because they are more than their `next`. Do not ask of a proxy: its traps would run.
 */
export function isIterator(value: object): value is AnyIterator {
  if (types.isGeneratorObject(value) || standInKey in value) return true;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return (
    typeof readData(value, 'next') === 'function' &&
    (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

/**
 * Stands in for an iterator: each step runs inside the operation, which is opened at the first step and ends when the
 * iteration is done, throws, or is left early.
 */
export function observeIterator(iterator: AnyIterator, open: () => IterationRun): object {
  let run: IterationRun | undefined;

  const conclude = (step: Step, result: unknown): void | Promise<void> => {
    const { done, value } = result as IteratorResult<unknown>;
    if (done === true) return step === 'return' ? run?.abort() : run?.succeed(value);
  };
  const take = (step: Step, args: unknown[]): unknown => {
    const advance = iterator[step] as StepFunction;
    if (step === 'next') run ??= open();
    if (run === undefined || run.ended) return Reflect.apply(advance, iterator, args);
    let result: unknown;
    try {
      result = run.inside(() => Reflect.apply(advance, iterator, args));
    } catch (thrown) {
      void run.fail(thrown);
      throw thrown;
    }
    if (types.isPromise(result)) {
      return result.then(
        settled => after(conclude(step, settled), () => settled),
        thrown => after(run?.fail(thrown), () => rethrow(thrown)),
      );
    }
    void conclude(step, result);
    return result;
  };

  const standIn = Object.create(Object.getPrototypeOf(iterator) as object) as Record<PropertyKey, unknown>;
  for (const key of Reflect.ownKeys(iterator)) {
    if (key !== 'next' && key !== 'return' && key !== 'throw')
      standIn[key] = (iterator as Record<PropertyKey, unknown>)[key];
  }
  for (const step of ['next', 'return', 'throw'] as const) {
    if (typeof iterator[step] !== 'function') continue;
    Object.defineProperty(standIn, step, {
      value: (...args: unknown[]) => take(step, args),
      configurable: true,
      writable: true,
    });
  }
  Object.defineProperty(standIn, standInKey, { value: true, enumerable: false });
  return standIn;
}

function after<T>(pending: void | Promise<void>, then: () => T): T | Promise<T> {
  return pending ? pending.then(then) : then();
}

function rethrow(thrown: unknown): never {
  throw thrown;
}
