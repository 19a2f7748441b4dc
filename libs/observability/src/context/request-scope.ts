import type { Context } from '@opentelemetry/api';
import type { Failure } from '../core/failure.js';
import type { Operation } from '../core/operation.js';
import { scopeKey, type Runtime, type RuntimeCarrier } from '../core/runtime.js';
import type { Actor } from './actor.js';
import { ScopedContext } from './scoped-context.js';

/** A value that a log line and a span can both carry. */
export type FieldValue = string | number | boolean;

/** A handler that Nest chose. */
export interface HandlerReference {
  /** `Class.method`. */
  readonly name: string;
  readonly owner: object;
  /** The method's own name. */
  readonly method: string;
  /** The method itself: names are no identity where decorators of others wrapped it. */
  readonly callback: object;
}

/** What is known about one request, message or job while it runs. */
export class RequestScope implements RuntimeCarrier {
  /** The operation at the edge: its span is the root span of this process. */
  operation: Operation | undefined;
  actor: Actor | undefined;
  /** Whether the application has been asked for the actor, whatever it answered. */
  identified = false;
  /** The handler, once Nest has chosen it. */
  handledBy: HandlerReference | undefined;
  /** Route parameters, as the guards see them. */
  parameters: unknown;
  /** The exception that Nest's filters were given, if any. */
  thrown: { readonly value: unknown } | undefined;
  /** What failed inside of an answer that does not say so: GraphQL answers its errors with status 200. */
  failed: Failure | undefined;
  /** Whether several handlers take the message, each of which is then an operation of its own inside that of the message. */
  shared = false;
  /** Fields that the application added; a Map, because keys come from outside. */
  readonly fields = new Map<string, FieldValue>();

  constructor(
    readonly runtime: Runtime,
    readonly requestId: string,
  ) {}

  /** `Class.method` of the handler. */
  get handler(): string | undefined {
    return this.handledBy?.name;
  }
}

/** The scope of the work that runs now. */
export function scopeIn(active: Context): RequestScope | undefined {
  return active.getValue(scopeKey) as RequestScope | undefined;
}

/** The same context, with a scope. */
export function withScope(parent: Context, scope: RequestScope): Context {
  return ScopedContext.of(parent, scope);
}
