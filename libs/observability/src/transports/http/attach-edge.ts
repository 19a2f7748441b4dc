import type { AbstractHttpAdapter } from '@nestjs/core';
import type { Server } from 'node:http';
import type { HttpEdge } from './http-edge.js';

type RequestHook = (request: unknown, response: unknown, done: (error?: unknown) => void) => unknown;

/** The adapters have setters for their hooks and, but for one, no getters; the field is read to chain what is there. */
interface HookFields {
  readonly onRequestHook?: RequestHook;
}

/** An edge that is connected to an adapter. */
export interface AttachedEdge {
  /** Also hears of requests that the router answers before its hooks; call it once the adapter has its server. */
  watch(): void;
  /** Whether another library has taken the hook since. */
  replaced(): boolean;
}

/**
 * Connects the edge to the hooks of an HTTP adapter, in front of whatever is set already. The hooks are single: who sets
 * them last wins, so ask `replaced()` when everything has started.
 */
export function attachEdge(adapter: AbstractHttpAdapter, edge: HttpEdge): AttachedEdge {
  const fields = adapter as unknown as HookFields;
  const before = fields.onRequestHook;
  // The result goes back to the adapter: it may be a promise, whose rejection is the adapter's to answer.
  const onRequest: RequestHook = before
    ? (request, response, done) =>
        edge.onRequest(request as object, response as object, () =>
          before.call(adapter, request, response, done),
        )
    : (request, response, done) => edge.onRequest(request as object, response as object, () => done());
  const onRouteBefore = adapter.getOnRouteTriggered?.();
  adapter.setOnRequestHook(onRequest as Parameters<typeof adapter.setOnRequestHook>[0]);
  adapter.setOnRouteTriggered((method, path) => {
    edge.onRoute(method, path);
    onRouteBefore?.(method, path);
  });
  return {
    watch() {
      // Express runs its hook before its router, so there is nothing that the hook could miss.
      if (adapter.getType() !== 'fastify') return;
      (adapter.getHttpServer() as Server).on('request', edge.onServed);
    },
    replaced: () => fields.onRequestHook !== undefined && fields.onRequestHook !== onRequest,
  };
}
