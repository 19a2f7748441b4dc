import type { AbstractHttpAdapter } from '@nestjs/core';
import type { HttpEdge } from './http-edge.js';

type RequestHook = (request: unknown, response: unknown, done: (error?: unknown) => void) => unknown;

/** The adapters have setters for their hooks and, but for one, no getters; the field is read to chain what is there. */
interface HookFields {
  readonly onRequestHook?: RequestHook;
}

/** An edge that is connected to an adapter. */
export interface AttachedEdge {
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
  const onRequest: RequestHook = before
    ? (request, response, done) =>
        edge.onRequest(
          request as object,
          response as object,
          () => void before.call(adapter, request, response, done),
        )
    : (request, response, done) => edge.onRequest(request as object, response as object, () => done());
  const onRouteBefore = adapter.getOnRouteTriggered?.();
  adapter.setOnRequestHook(onRequest as Parameters<typeof adapter.setOnRequestHook>[0]);
  adapter.setOnRouteTriggered((method, path) => {
    edge.onRoute(method, path);
    onRouteBefore?.(method, path);
  });
  return { replaced: () => fields.onRequestHook !== undefined && fields.onRequestHook !== onRequest };
}
