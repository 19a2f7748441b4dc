import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';

/**
 * Passes everybody. It runs before every guard of the application and notes which handler was chosen, so that a
 * request that a later guard refuses still has a handler name.
 */
export class HandlerGuard implements CanActivate {
  /** By class and then by handler: an inherited handler is shared by several classes. */
  private readonly names = new WeakMap<object, WeakMap<object, string>>();

  canActivate(execution: ExecutionContext): boolean {
    const scope = scopeIn(context.active());
    if (scope) scope.handler = this.nameOf(execution);
    return true;
  }

  private nameOf(execution: ExecutionContext): string {
    const owner = execution.getClass();
    const handler = execution.getHandler();
    let names = this.names.get(owner);
    if (!names) this.names.set(owner, (names = new WeakMap()));
    let name = names.get(handler);
    if (name === undefined) names.set(handler, (name = `${owner.name}.${handler.name}`));
    return name;
  }
}
