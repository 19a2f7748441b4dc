import type { AnyFunction } from '../core/identity.js';
import { wrapInside } from '../core/observed-method.js';
import { isActionName, maxAction } from './action-name.js';
import { auditedOf, markAudited, markAuditedMember, type AuditedDefinition } from './audited-definition.js';
import { auditMethod } from './audited-method.js';
import type { AuditedOptions } from './audited-options.js';
import type { FitsAudited } from './audited-types.js';

/** What `@Audited()` gives: a decorator for a method, static or not. */
export interface AuditedDecorator<O extends AuditedOptions> {
  <T extends AnyFunction>(
    target: object,
    method: PropertyKey,
    descriptor: TypedPropertyDescriptor<T> & FitsAudited<T, O>,
  ): void;
  <T extends AnyFunction>(method: T & FitsAudited<T, O>, context: ClassMethodDecoratorContext): T;
}

/**
 * Records each call of a method in the audit trail: who did what to what, from what to what, and how it ended - `success`,
 * `failure`, `denied`, `rolled_back` or `unknown`. The record is written in the TypeORM transaction that the method
 * starts or runs in, found without a `manager` argument; without one it is written when the method has ended, before an
 * asynchronous caller gets the result. A request that a guard refuses on a handler that is audited, or that calls a method
 * that is, leaves a `denied` record.
 *
 * Values and errors pass through unchanged. Any order with `@Traced()` and Nest's own decorators works.
 *
 * @param action - what is done, from a fixed list of names such as `order.cancel`; never contains an id.
 * @throws TypeError at class definition when it decorates something that is not a method, twice, or with an action that is no name.
 * @example
 * ```ts
 * @Audited('order.cancel', {
 *   crud: 'u',
 *   target: (id: string) => ({ type: 'Order', id }),
 *   before: lockedLoader(Order),
 *   reason: (id: string, dto: CancelOrder) => dto.reason,
 * })
 * async cancel(id: string, dto: CancelOrder): Promise<Order> {}
 * ```
 */
export function Audited<const O extends AuditedOptions>(
  action: string,
  options: O = {} as O,
): AuditedDecorator<O> {
  if (!isActionName(action)) {
    throw new TypeError(
      `@Audited('${String(action).slice(0, maxAction)}') needs the name of an action, such as 'order.cancel': letters, digits, dots, dashes and underscores, at most ${maxAction}.`,
    );
  }
  const decorate = (target: unknown, key?: unknown, descriptor?: PropertyDescriptor): unknown => {
    if (isStandardContext(key)) {
      return audit(key.kind === 'method' ? target : undefined, { action, name: String(key.name), options });
    }
    const name = `${ownerName(target)}.${String(key)}`;
    const definition = { action, name, options };
    const method = audit(descriptor?.value, definition);
    (descriptor as PropertyDescriptor).value = method;
    markAuditedMember(target as object, key as PropertyKey, definition);
    return undefined;
  };
  return decorate as AuditedDecorator<O>;
}

function audit(method: unknown, definition: AuditedDefinition): AnyFunction {
  const { name, action } = definition;
  if (typeof method !== 'function') {
    throw new TypeError(`@Audited('${action}') decorates ${name}, which is not a method.`);
  }
  const earlier = auditedOf(method);
  if (earlier) {
    throw new TypeError(
      `${name} is audited twice, as '${earlier.action}' and as '${action}'; keep one, or call a second audited method.`,
    );
  }
  const wrapper = wrapInside(method as AnyFunction, original => auditMethod(original, definition));
  markAudited(wrapper, definition);
  return wrapper;
}

/** The decorators of the ECMAScript proposal, which Nest does not use yet; the class is unknown to them. */
function isStandardContext(key: unknown): key is ClassMethodDecoratorContext {
  return typeof key === 'object' && key !== null && 'kind' in key;
}

function ownerName(target: unknown): string {
  if (typeof target === 'function') return target.name;
  return (target as object | undefined)?.constructor.name ?? 'unknown';
}
