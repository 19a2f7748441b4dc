import type { HandlerReference } from '../context/request-scope.js';
import type { AuditedDefinition } from './audited-definition.js';

/** A method of a class that Nest made a handler. */
type Handler = Pick<HandlerReference, 'owner' | 'callback'>;

/**
 * Which audited methods a handler leads to, so that a request which a guard refuses is known as an attempt of them. Some
 * are read from the source of the controllers when the application starts, others are learnt when a request reaches them.
 */
export class AuditedHandlers {
  private readonly byOwner = new WeakMap<object, WeakMap<object, Set<AuditedDefinition>>>();
  private readonly own = new WeakMap<object, WeakMap<object, AuditedDefinition>>();

  /** Notes that a handler is audited itself: then nothing else that it calls is what was refused. */
  isAudited({ owner, callback }: Handler, definition: AuditedDefinition): void {
    let methods = this.own.get(owner);
    if (!methods) this.own.set(owner, (methods = new WeakMap()));
    methods.set(callback, definition);
  }

  /** Notes that a handler calls an audited method. */
  leadsTo({ owner, callback }: Handler, definition: AuditedDefinition): void {
    let methods = this.byOwner.get(owner);
    if (!methods) this.byOwner.set(owner, (methods = new WeakMap()));
    let definitions = methods.get(callback);
    if (!definitions) methods.set(callback, (definitions = new Set()));
    definitions.add(definition);
  }

  /** What a request to this handler attempts. */
  attemptedBy({ owner, callback }: Handler): readonly AuditedDefinition[] {
    const own = this.own.get(owner)?.get(callback);
    return own ? [own] : [...(this.byOwner.get(owner)?.get(callback) ?? [])];
  }
}
