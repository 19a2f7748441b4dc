import type { AnyFunction } from '../core/identity.js';
import { observeMethod, observationOf } from '../core/observed-method.js';
import { observationFor } from './traced-observation.js';
import { checkTracedOptions } from './traced-options.check.js';
import type { Fits, TracedOptions } from './traced-options.js';
import { isUntraced } from './untraced.decorator.js';

/** Hooks that Nest calls on its own; a class-level `@Traced()` leaves them alone. */
const lifecycleHooks = new Set<PropertyKey>([
  'constructor',
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/** What `@Traced()` gives: a decorator for a method, static or not, or for a class. */
export interface TracedDecorator<A extends readonly unknown[], R> {
  <T extends AnyFunction>(
    target: object,
    method: PropertyKey,
    descriptor: TypedPropertyDescriptor<T> & Fits<T, A, R>,
  ): void;
  <T extends AnyFunction>(method: T & Fits<T, A, R>, context: ClassMethodDecoratorContext): T;
  (target: abstract new (...args: never[]) => unknown): void;
}

/**
 * Makes each call of a method a span - until its value, promise, Observable or iteration is really finished - and,
 * on request, a duration and a count. On a class it covers every method that the class itself declares, except
 * accessors, lifecycle hooks and `@Untraced()` ones; options of a method win over those of its class.
 *
 * Values and errors pass through unchanged, and a call costs nanoseconds when nothing records. Decorators listed
 * first run outermost; any order with Nest's own decorators works.
 *
 * @param options - the span name, or {@link TracedOptions}. Callbacks are checked against the method's parameters at compile time.
 * @throws TypeError at class definition when it decorates something that is not a method, or has options that it does
 *   not know
 * @example
 * ```ts
 * @Traced({ attributes: (dto: PlaceOrder) => ({ 'order.items': dto.items.length }), metrics: true })
 * async place(dto: PlaceOrder): Promise<Order> {}
 * ```
 */
export function Traced<A extends readonly unknown[] = [], R = never>(
  options: string | TracedOptions<A, R> = {},
): TracedDecorator<A, R> {
  const settings = typeof options === 'string' ? { name: options } : options;
  const decorate = (target: unknown, key?: unknown, descriptor?: PropertyDescriptor): unknown => {
    checkTracedOptions(settings, decoratedName(target, key));
    if (isStandardContext(key)) return traceStandardMethod(target, key, settings);
    if (key === undefined) return traceClass(target as AnyFunction, settings);
    return traceMethod(target as object, key as PropertyKey, descriptor, settings);
  };
  return decorate as TracedDecorator<A, R>;
}

function traceMethod(
  target: object,
  key: PropertyKey,
  descriptor: PropertyDescriptor | undefined,
  options: TracedOptions<never, never>,
): void {
  const method: unknown = descriptor?.value;
  if (!descriptor || typeof method !== 'function') {
    throw new TypeError(
      `@Traced() decorates ${ownerName(target)}.${String(key)}, which is not a method; decorate a method or the class.`,
    );
  }
  descriptor.value = observeMethod(
    method as AnyFunction,
    observationFor({
      target,
      key,
      method: method as AnyFunction,
      name: `${ownerName(target)}.${String(key)}`,
      options,
    }),
  );
}

function traceClass(target: AnyFunction, options: TracedOptions<never, never>): void {
  const prototype = target.prototype as object;
  const { name: prefix = target.name, ...rest } = options;
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    const method: unknown = descriptor?.value;
    if (!descriptor || typeof method !== 'function' || lifecycleHooks.has(key)) continue;
    if (isUntraced(method) || observationOf(method)) continue;
    traceMethod(prototype, key, descriptor, { ...rest, name: `${prefix}.${key}` });
    Object.defineProperty(prototype, key, descriptor);
  }
}

/** The decorators of the ECMAScript proposal, which Nest does not use yet; the class is unknown to them. */
function traceStandardMethod(
  method: unknown,
  context: ClassMethodDecoratorContext,
  options: TracedOptions<never, never>,
): unknown {
  if (context.kind !== 'method') {
    throw new TypeError(`@Traced() decorates ${String(context.name)}, which is not a method.`);
  }
  const name = String(context.name);
  const observation = observationFor({ target: {}, key: name, method: method as AnyFunction, name, options });
  return observeMethod(method as AnyFunction, observation);
}

function isStandardContext(key: unknown): key is ClassMethodDecoratorContext {
  return typeof key === 'object' && key !== null && 'kind' in key;
}

function decoratedName(target: unknown, key: unknown): string {
  if (isStandardContext(key)) return String(key.name);
  const owner = ownerName(target as object);
  return key === undefined ? owner : `${owner}.${String(key)}`;
}

function ownerName(target: object): string {
  return typeof target === 'function' ? target.name : target.constructor.name;
}
