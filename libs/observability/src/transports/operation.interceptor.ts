import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { context, type Attributes } from '@opentelemetry/api';
import { defer, mergeMap, type Observable } from 'rxjs';
import type { CorrelationIds } from '../context/correlation-id.js';
import { arrivedMessage } from '../context/context-storage.js';
import { RequestScope, scopeIn, withScope } from '../context/request-scope.js';
import { MethodRun, type MethodObservation } from '../core/method-run.js';
import { attr } from '../core/names.js';
import type { OperationType } from '../core/operation.js';
import type { Runtime } from '../core/runtime.js';
import { observeSubscriptions } from '../core/subscription.js';
import type { ActorSource } from './actor-source.js';
import { fieldPath } from './graphql/field-path.js';
import type { GraphqlPath } from './graphql/graphql-parts.js';

/** What the interceptor works with. */
export interface OperationInterceptorSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
  readonly actors: ActorSource | undefined;
  /** Whether each resolver of GraphQL is a span. */
  readonly resolvers?: boolean;
}

const types: Readonly<Record<string, OperationType>> = { rpc: 'rpc', ws: 'websocket', graphql: 'graphql' };

/**
 * Runs after the guards: names the actor of an HTTP request, whose operation the edge has opened already, and makes an
 * operation of each message that no edge has opened one for: that of a custom strategy without Nest's hooks.
 */
export class OperationInterceptor implements NestInterceptor {
  private readonly observations = new WeakMap<object, MethodObservation>();

  constructor(private readonly settings: OperationInterceptorSettings) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const type = types[execution.getType<string>()];
    const edge = scopeIn(context.active());
    if (type === 'graphql' && edge) return this.resolve(execution, next);
    if (type === undefined) return this.identify(execution, next);
    if (edge?.operation?.definition.type !== type) return this.observe(type, execution, next);
    takeOver(execution);
    // One of several handlers of an event, which fail and last on their own.
    return edge.shared ? this.observeInside(execution, next) : next.handle();
  }

  private resolve(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.settings.resolvers) return this.identify(execution, next);
    const info = execution.getArgByIndex<{ readonly path?: GraphqlPath } | undefined>(3);
    return this.observeInside(
      execution,
      { handle: () => this.identify(execution, next) },
      { [attr.graphqlFieldPath]: fieldPath(info?.path) },
    );
  }

  /** A part of the request or of the message, e.g. one of several handlers. */
  private observeInside(
    execution: ExecutionContext,
    next: CallHandler,
    details: Attributes = {},
  ): Observable<unknown> {
    const observation = this.observationOf('method', execution);
    return defer(() => {
      const run = new MethodRun(this.settings.runtime, observation, context.active(), []);
      for (const key in details) run.operation.detail(key, details[key]);
      return run.inside(() => observeSubscriptions(next.handle(), run));
    });
  }

  private identify(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { actors } = this.settings;
    const scope = scopeIn(context.active());
    if (!actors || !scope || scope.identified) return next.handle();
    const pending = actors.resolve(execution.switchToHttp().getRequest(), scope);
    return pending ? defer(() => pending).pipe(mergeMap(() => next.handle())) : next.handle();
  }

  private observe(type: OperationType, execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { runtime, ids } = this.settings;
    const scope = takeOver(execution) ?? new RequestScope(runtime, ids.accept(undefined));
    const observation = this.observationOf(type, execution);
    const callback = execution.getHandler();
    scope.handledBy = {
      name: observation.definition.name,
      owner: execution.getClass(),
      method: callback.name,
      callback,
    };
    return defer(() => {
      const run = new MethodRun(runtime, observation, withScope(context.active(), scope), []);
      scope.operation = run.operation;
      run.operation.detail(attr.userId, scope.actor?.id);
      run.operation.detail(attr.tenantId, scope.actor?.tenant);
      return run.inside(() => observeSubscriptions(next.handle(), run));
    });
  }

  private observationOf(type: OperationType, execution: ExecutionContext): MethodObservation {
    const handler = execution.getHandler();
    let observation = this.observations.get(handler);
    if (!observation) {
      const name = `${execution.getClass().name}.${handler.name}`;
      const dimensions = { [attr.codeFunctionName]: name };
      const own = type !== 'method';
      const kind = own ? 'server' : 'internal';
      observation = { definition: { type, name, kind, metrics: own, root: false, dimensions } };
      this.observations.set(handler, observation);
    }
    return observation;
  }
}

/** What the guards of this message found out, and not those of another one that Nest handles in the same turn. */
function takeOver(execution: ExecutionContext): RequestScope | undefined {
  const message = arrivedMessage();
  if (message?.args !== execution.getArgs()) return undefined;
  message.over = true;
  return message.scope;
}
