import { context, trace } from '@opentelemetry/api';
import { types } from 'node:util';
import type { RequestScope } from '../context/request-scope.js';
import { readProperty } from '../core/untrusted-read.js';
import type { AuditRuntime } from './audit-runtime.js';
import { DeniedCalls } from './denied-calls.js';
import { isRefusal, outcomeOf } from './outcome-of.js';

/** A message that was stopped before its handler. */
export interface DeniedMessage {
  readonly scope: RequestScope;
  readonly payload: unknown;
  readonly thrown: unknown;
}

/** Leaves a `denied` record for an RPC or WebSocket message that a guard refused. Never throws. */
export class MessageDenials {
  private readonly calls: DeniedCalls;

  constructor(private readonly audit: AuditRuntime) {
    this.calls = new DeniedCalls(audit);
  }

  tell({ scope, payload, thrown }: DeniedMessage): void {
    const { audit } = this;
    audit.faults.guard('audit of a refused message', () => {
      if (!this.calls.mayTell(scope)) return;
      this.calls.tell({
        scope,
        denied: { params: {}, message: payload },
        span: trace.getSpan(context.active()),
        refusalOf: ({ name, options }) => {
          const isDenied =
            isRefusal(thrown) ||
            isMessageException(thrown) ||
            audit.faults.askAlways(`${name}: deniedWhen callback`, () => options.deniedWhen?.(thrown));
          return isDenied ? outcomeOf(thrown, true) : undefined;
        },
      });
    });
  }
}

/**
 * Whether an error is an `RpcException` or a `WsException`, whichever copy of Nest made it: what a guard that says no becomes,
 * and what guards of messages throw. Any other error of a guard is a fault of the guard.
 */
function isMessageException(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return false;
  return typeof readProperty(thrown, 'getError') === 'function';
}
