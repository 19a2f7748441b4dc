import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { scopeIn, type HandlerReference } from '../context/request-scope.js';
import type { MessageGate } from './message-gate.js';

/**
 * Passes everybody. It runs before every guard of the application and notes which handler was chosen, so that a
 * request that a later guard refuses still has a handler name, and route parameters that say what it was about.
 */
export class HandlerGuard implements CanActivate {
  /** By class and then by handler: an inherited handler is shared by several classes. */
  private readonly references = new WeakMap<object, WeakMap<object, HandlerReference>>();

  /** @param messages follows messages; absent where the application takes none, or audits nothing */
  constructor(private readonly messages?: MessageGate) {}

  canActivate(execution: ExecutionContext): boolean {
    const type = execution.getType<string>();
    const scope = scopeIn(context.active());
    if (type === 'rpc' || type === 'ws') {
      const reference = this.referenceOf(execution);
      // Handlers of gRPC streams are wrapped without their name, which the edge has read from the class.
      if (scope && (reference.method !== '' || !scope.handledBy)) scope.handledBy = reference;
      this.messages?.arrived(execution, reference, scope);
      return true;
    }
    if (scope) {
      scope.handledBy = this.referenceOf(execution);
      if (type === 'http') {
        scope.parameters = execution.getArgByIndex<{ readonly params?: unknown }>(0).params;
      }
    }
    return true;
  }

  private referenceOf(execution: ExecutionContext): HandlerReference {
    const owner = execution.getClass();
    const handler = execution.getHandler();
    let references = this.references.get(owner);
    if (!references) this.references.set(owner, (references = new WeakMap()));
    let reference = references.get(handler);
    if (!reference) {
      reference = { name: `${owner.name}.${handler.name}`, owner, method: handler.name, callback: handler };
      references.set(handler, reference);
    }
    return reference;
  }
}
