import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { types } from 'node:util';
import { isObservable, Observable } from 'rxjs';
import type { CorrelationIds } from '../../context/correlation-id.js';
import { RequestScope, withScope } from '../../context/request-scope.js';
import { attr } from '../../core/names.js';
import type { Operation, OperationDefinition } from '../../core/operation.js';
import { endOperation, failOperation, startOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import { closeReason } from './close-reason.js';
import type { SocketHandler } from './socket-adapter.js';

/** What the edge of gateways works with. */
export interface SocketEdgeSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
}

/**
 * The edge of WebSocket gateways. Each message is one operation, from the moment at which Nest gives it to its handler, guards and
 * filters included, until the last answer is given; each connection is measured from its start to its end.
 */
export class SocketEdge {
  private readonly definitions = new Map<string, OperationDefinition>();
  private readonly connection: OperationDefinition = {
    type: 'connection',
    name: 'connection',
    kind: 'internal',
    metrics: false,
    root: false,
    dimensions: {},
  };

  constructor(private readonly settings: SocketEdgeSettings) {}

  /** The same handler, with each call an operation. */
  observe<H extends SocketHandler>(handler: H): H {
    const definition = this.definitionOf(String(handler.message));
    return { ...handler, callback: (...args) => this.handle(definition, () => handler.callback(...args)) };
  }

  /** A connection is open; call what is given back when it is not any more. */
  connected(server: string): (reason: unknown) => void {
    const { runtime } = this.settings;
    const operation = startOperation(runtime, this.connection, ROOT_CONTEXT, opened => {
      opened.dimensions[attr.websocketNamespace] = server;
    });
    return reason => {
      operation.dimensions[attr.websocketCloseReason] = closeReason(reason);
      endOperation(runtime, operation, 'success');
    };
  }

  private handle(definition: OperationDefinition, run: () => unknown): unknown {
    const { runtime, ids } = this.settings;
    const scope = new RequestScope(runtime, ids.accept(undefined));
    const operation = runtime.faults.guard('WebSocket edge', () =>
      startOperation(runtime, definition, withScope(ROOT_CONTEXT, scope), opened => {
        scope.operation = opened;
      }),
    );
    if (!operation) return run();
    const finish = (): void => this.finish(operation, scope);
    const answer = context.with(operation.context, run);
    if (!types.isPromise(answer)) {
      finish();
      return answer;
    }
    return answer.then(
      value => (isObservable(value) ? observed(value, operation, finish) : (finish(), value)),
      (thrown: unknown) => {
        scope.thrown ??= { value: thrown };
        finish();
        throw thrown;
      },
    );
  }

  private finish(operation: Operation, { requestId, handler, actor, thrown }: RequestScope): void {
    const { runtime } = this.settings;
    operation.detail(attr.requestId, requestId);
    operation.detail(attr.codeFunctionName, handler);
    operation.detail(attr.userId, actor?.id);
    operation.detail(attr.tenantId, actor?.tenant);
    if (thrown) failOperation(runtime, operation, thrown.value);
    else endOperation(runtime, operation, 'success');
  }

  private definitionOf(message: string): OperationDefinition {
    let definition = this.definitions.get(message);
    if (!definition) {
      definition = {
        type: 'websocket',
        name: message,
        kind: 'server',
        metrics: false,
        root: false,
        dimensions: { [attr.websocketMessage]: message },
      };
      this.definitions.set(message, definition);
    }
    return definition;
  }
}

/** Adapters subscribe once to what a handler answers; it goes on in the context of its message. */
function observed(
  answers: Observable<unknown>,
  operation: Operation,
  finish: () => void,
): Observable<unknown> {
  return new Observable(subscriber => {
    const subscription = context.with(operation.context, () => answers.subscribe(subscriber));
    subscription.add(finish);
    return subscription;
  });
}
