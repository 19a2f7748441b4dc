import type { HandlerReference } from '../context/request-scope.js';
import type { AuditedDefinition } from './audited-definition.js';

/**
 * Which audited methods a handler leads to, so that a request which a guard refuses is known as an attempt of them. Some
 * are read from the source of the controllers when the application starts, others are learnt when a request reaches them.
 */
export class AuditedHandlers {
  private readonly byOwner = new WeakMap<object, Map<string, Set<AuditedDefinition>>>();
  private readonly own = new WeakMap<object, Map<string, AuditedDefinition>>();

  /** Notes that a handler is audited itself: then nothing else that it calls is what was refused. */
  isAudited(
    { owner, method }: Pick<HandlerReference, 'owner' | 'method'>,
    definition: AuditedDefinition,
  ): void {
    let methods = this.own.get(owner);
    if (!methods) this.own.set(owner, (methods = new Map()));
    methods.set(method, definition);
  }

  /** Notes that a handler calls an audited method. */
  leadsTo(
    { owner, method }: Pick<HandlerReference, 'owner' | 'method'>,
    definition: AuditedDefinition,
  ): void {
    let methods = this.byOwner.get(owner);
    if (!methods) this.byOwner.set(owner, (methods = new Map()));
    let definitions = methods.get(method);
    if (!definitions) methods.set(method, (definitions = new Set()));
    definitions.add(definition);
  }

  /** What a request to this handler attempts. */
  attemptedBy({ owner, method }: HandlerReference): readonly AuditedDefinition[] {
    const own = this.own.get(owner)?.get(method);
    return own ? [own] : [...(this.byOwner.get(owner)?.get(method) ?? [])];
  }
}
