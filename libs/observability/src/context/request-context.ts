import { context, trace } from '@opentelemetry/api';
import { attributeValue } from '../core/attribute-value.js';
import { attr } from '../core/names.js';
import { reservedNames } from '../core/reserved-names.js';
import { keepTrace } from '../core/observed-trace.js';
import type { Actor } from './actor.js';
import { arrivedMessage } from './context-storage.js';
import { scopeIn, type FieldValue, type RequestScope } from './request-scope.js';

/**
 * What is known about the request that runs now; inject it anywhere. It finds the request through the OpenTelemetry
 * context, so it works in singletons, and outside a request every property is `undefined`.
 */
export class RequestContext {
  /** The id that came in, or was made, and went out as `x-request-id`. */
  get requestId(): string | undefined {
    return activeScope()?.requestId;
  }

  /** Who the request is made for, once the `identify` option has said so. */
  get actor(): Actor | undefined {
    return activeScope()?.actor;
  }

  /** The tenant of the actor. */
  get tenant(): string | undefined {
    return this.actor?.tenant;
  }

  /** The W3C trace id, 32 hexadecimal digits. */
  get traceId(): string | undefined {
    return trace.getSpanContext(context.active())?.traceId;
  }

  /**
   * Adds a field to every later log line of this request and to its root span. Outside a request it does nothing.
   * Names that the library writes itself (`trace_id`, `request_id`, ...) keep their value, and a warning tells it once.
   */
  set(key: string, value: FieldValue): void {
    const scope = activeScope();
    if (!scope) return;
    const kept = attributeValue(value);
    if (reservedNames.has(key)) scope.runtime.faults.report('RequestContext.set', reservedMessage(key));
    else if (kept !== undefined && !Array.isArray(kept)) {
      scope.fields.set(key, kept as FieldValue);
      scope.operation?.detail(key, kept);
    }
  }

  /** Keeps the trace of this request, whatever the sampling ratio says; needs `sampling.tail`. See `keep()`. */
  keep(): void {
    keepTrace(context.active());
  }

  /**
   * Names the actor by hand: in a job, or in the guard of a message, so that its audit records say who was let in or
   * refused. The `identify` option does it for HTTP. Outside a request it does nothing.
   */
  setActor(actor: Actor): void {
    const scope = activeScope();
    if (!scope) return;
    scope.actor = actor;
    scope.identified = true;
    scope.operation?.detail(attr.userId, actor.id);
    scope.operation?.detail(attr.tenantId, actor.tenant);
  }
}

/** In the guards of a message there is no context of ours yet. */
function activeScope(): RequestScope | undefined {
  return scopeIn(context.active()) ?? arrivedMessage()?.scope;
}

function reservedMessage(key: string): Error {
  return new Error(`The field '${key}' is written by the library; choose another name.`);
}
