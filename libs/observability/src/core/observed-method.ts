import { context } from '@opentelemetry/api';
import { types } from 'node:util';
import { preserveIdentity, type AnyFunction } from './identity.js';
import { observeIterator } from './iteration.js';
import { getMetadata, setMetadata } from './metadata.js';
import { MethodRun, type MethodObservation } from './method-run.js';
import { anyoneHearsMethods, runtimeFor, type Runtime } from './runtime.js';
import { settle } from './settle.js';

const observationKey = Symbol.for('nestjs-observability.observation.v1');
const originalKey = Symbol.for('nestjs-observability.original.v1');

/** What a wrapper of this library wraps. Names the wrapper, because other decorators copy properties to wrappers of their own. */
interface Wrapped {
  readonly wrapper: AnyFunction;
  readonly original: AnyFunction;
}

/** What a function was decorated with, whatever other decorators were put around it as long as they keep metadata. */
export function observationOf(method: unknown): MethodObservation | undefined {
  if (typeof method !== 'function') return undefined;
  const own = (method as { [observationKey]?: MethodObservation })[observationKey];
  return own ?? (getMetadata(observationKey, method) as MethodObservation | undefined);
}

/**
 * Wraps a method so that each call is an operation. The wrapper finds the running application at each call, never
 * changes the result or the thrown value, and calls straight through when nobody records.
 */
export function observeMethod(original: AnyFunction, observation: MethodObservation): AnyFunction {
  if (observationOf(original)) return original;
  const wrapper = types.isGeneratorFunction(innermostOf(original))
    ? observedGenerator(original, observation)
    : observedFunction(original, observation);
  preserveIdentity(original, wrapper);
  markWrapper(wrapper, original);
  Object.defineProperty(wrapper, observationKey, { value: observation, configurable: true });
  setMetadata(observationKey, observation, wrapper);
  return wrapper;
}

/** Notes what a wrapper of this library wraps. */
export function markWrapper(wrapper: AnyFunction, original: AnyFunction): void {
  const wrapped: Wrapped = { wrapper, original };
  Object.defineProperty(wrapper, originalKey, { value: wrapped, configurable: true });
}

/** The function as it was written, below all wrappers of this library. */
export function innermostOf(method: AnyFunction): AnyFunction {
  const original = wrappedBy(method);
  return original ? innermostOf(original) : method;
}

/**
 * Puts a wrapper around a method. Around an observed one it goes inside the observation, so that the order of the
 * decorators makes no difference: the operation is the current one while the wrapper runs.
 */
export function wrapInside(method: AnyFunction, wrap: (original: AnyFunction) => AnyFunction): AnyFunction {
  const original = wrappedBy(method);
  const observation = observationOf(method);
  if (!original || !observation) return wrap(method);
  const inner = wrap(original);
  const wrapper = observeMethod(inner, observation);
  // What other decorators put on the method meanwhile.
  preserveIdentity(method, wrapper);
  markWrapper(wrapper, inner);
  return wrapper;
}

/** What a function wraps, when it is itself a wrapper of this library. */
export function wrappedBy(method: AnyFunction): AnyFunction | undefined {
  const wrapped = (method as { [originalKey]?: Wrapped })[originalKey];
  return wrapped?.wrapper === method ? wrapped.original : undefined;
}

function observedFunction(original: AnyFunction, observation: MethodObservation): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    // 15 ns instead of 2 us: nothing is allocated, no context is entered when nobody records.
    if (!anyoneHearsMethods()) return Reflect.apply(original, this, args);
    const parent = context.active();
    const runtime = runtimeFor(parent, this);
    if (!runtime || isIdle(runtime, observation, parent)) return Reflect.apply(original, this, args);
    const run = new MethodRun(runtime, observation, parent, args);
    let result: unknown;
    try {
      // Handing `this` to `context.with` would turn an undefined one into null.
      result = run.inside(() => Reflect.apply(original, this, args) as unknown);
    } catch (thrown) {
      run.fail(thrown);
      throw thrown;
    }
    return settle(result, run);
  };
}

/** The body of a generator runs at the first `next`, so that is where its operation starts. */
function observedGenerator(original: AnyFunction, observation: MethodObservation): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const generator = Reflect.apply(original, this, args) as object;
    if (!anyoneHearsMethods()) return generator;
    const parent = context.active();
    const runtime = runtimeFor(parent, this);
    if (!runtime || isIdle(runtime, observation, parent)) return generator;
    return observeIterator(generator, () => new MethodRun(runtime, observation, parent, args));
  };
}

function isIdle(
  runtime: Runtime,
  { definition }: MethodObservation,
  parent: ReturnType<typeof context.active>,
) {
  for (const recorder of runtime.recordersFor(definition)) {
    if (!recorder.idle(definition, parent)) return false;
  }
  return true;
}
