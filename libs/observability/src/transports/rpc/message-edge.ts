import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { CorrelationIds } from '../../context/correlation-id.js';
import { RequestScope, withScope } from '../../context/request-scope.js';
import type { Operation } from '../../core/operation.js';
import { endOperation, failOperation, startOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import type { MessageTransport } from '../message-transport.js';
import { Delivery, deliveryIn } from './delivery.js';
import type { HandlerTable, KnownHandler } from './handler-table.js';
import { callerOf, type MessageCallerSettings } from './message-caller.js';
import { MessageDefinitions } from './message-definitions.js';
import { describeOutcome, describeReceived, describeUntaken } from './message-operation.js';

/** What the edge of one server works with. */
export interface MessageEdgeSettings extends MessageCallerSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
  readonly transport: MessageTransport;
  readonly handlers: HandlerTable;
}

/**
 * The edge of one microservice server. Nest's own hooks enclose everything that is done with a message - guards, filters, each of
 * several handlers - in hybrid applications, too. Each message is one operation, until its last answer is given.
 */
export class MessageEdge {
  /** By what the end hook is given. */
  private readonly open = new WeakMap<object, RequestScope>();
  private readonly definitions: MessageDefinitions;

  constructor(private readonly settings: MessageEdgeSettings) {
    this.definitions = new MessageDefinitions(settings.transport);
  }

  /** For `server.setOnProcessingStartHook`; gives back what `done` does. Never throws anything of its own. */
  onStart(messageContext: unknown, done: () => unknown): unknown {
    const { runtime, transport } = this.settings;
    const delivery = deliveryIn(context.active()) ?? new Delivery([]);
    delivery.taken = true;
    delivery.context = messageContext;
    const scope = runtime.faults.guard('message edge', () => this.begin(delivery, this.handlerOf(delivery)));
    const operation = scope?.operation;
    if (!scope || !operation) return done();
    const key = endKey(transport, messageContext);
    if (key) this.open.set(key, scope);
    const handled = context.with(operation.context, done);
    if (!key) this.finishWith(handled, scope);
    return handled;
  }

  /** For `server.setOnProcessingEndHook`. */
  onEnd(endContext: unknown): void {
    if (typeof endContext !== 'object' || endContext === null) return;
    const scope = this.open.get(endContext);
    if (!scope) return;
    this.open.delete(endContext);
    this.finish(scope);
  }

  /** A message that no handler took, because nobody knows its pattern or because it cannot be read. */
  untaken(delivery: Delivery, thrown?: { readonly value: unknown }): void {
    const { runtime, transport } = this.settings;
    runtime.faults.guard('message edge', () => {
      const { operation } = this.begin(delivery, undefined);
      if (!operation) return;
      describeUntaken(operation, transport, delivery, thrown);
      endOperation(runtime, operation, 'rejected');
    });
  }

  /** A call of gRPC only gets here when it has a handler, whatever its guard will say. */
  private handlerOf(delivery: Delivery): KnownHandler | undefined {
    const { transport, handlers } = this.settings;
    const pattern = transport.pattern(delivery);
    if (pattern === undefined) return undefined;
    return transport.system === 'grpc' ? handlers.ofMethod(pattern) : handlers.of(pattern);
  }

  private begin(delivery: Delivery, handler: KnownHandler | undefined): RequestScope {
    const { runtime, ids, transport } = this.settings;
    const scope = new RequestScope(runtime, ids.accept(undefined));
    scope.handledBy = handler?.handledBy;
    scope.shared = handler?.shared === true;
    const caller = callerOf(transport, delivery, this.settings);
    const prepare = (operation: Operation): void => {
      scope.operation = operation;
      if (caller?.link) operation.links.push(caller.link);
      runtime.faults.guard(`${transport.system} transport`, () =>
        describeReceived(operation, transport, delivery),
      );
    };
    const parent = withScope(caller?.parent ?? ROOT_CONTEXT, scope);
    startOperation(runtime, this.definitions.of(handler), parent, prepare);
    return scope;
  }

  /** Streams of gRPC requests are told an end that does not say whose it is; their promise lasts as long. */
  private finishWith(handled: unknown, scope: RequestScope): void {
    const finish = (): void => this.finish(scope);
    void Promise.resolve(handled).then(finish, finish);
  }

  private finish(scope: RequestScope): void {
    const { runtime, transport } = this.settings;
    const { operation, thrown } = scope;
    if (!operation || operation.ended) return;
    runtime.faults.guard('message edge', () => describeOutcome(operation, transport, scope));
    if (thrown) failOperation(runtime, operation, thrown.value);
    else endOperation(runtime, operation, 'success');
  }
}

/** What both hooks of a server are given for one message: its context, and for gRPC the request, if it is no stream. */
function endKey({ system }: MessageTransport, messageContext: unknown): object | undefined {
  const key = system === 'grpc' ? (messageContext as { readonly request?: unknown }).request : messageContext;
  return typeof key === 'object' && key !== null ? key : undefined;
}
