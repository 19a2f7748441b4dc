import type { AbstractHttpAdapter } from '@nestjs/core';
import type { Server } from 'node:http';
import { types } from 'node:util';
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
  const chained = before && chain(adapter, before);
  const onRequest: RequestHook = chained
    ? (request, response, done) =>
        edge.onRequest(request as object, response as object, () => chained(request, response, done))
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

/**
 * A hook may be asynchronous. The adapter would go on outside of the request's context when it settles, so that is done
 * here, by the rules of each adapter: Fastify takes the end of the promise for `done()`, Express only its failure.
 */
function chain(adapter: AbstractHttpAdapter, hook: RequestHook): RequestHook {
  const endIsDone = adapter.getType() === 'fastify';
  return (request, response, done) => {
    const result = hook.call(adapter, request, response, done);
    return types.isPromise(result) ? settle(result, done, endIsDone) : result;
  };
}

async function settle(
  hook: Promise<unknown>,
  done: (error?: unknown) => void,
  endIsDone: boolean,
): Promise<void> {
  let failure: unknown;
  try {
    await hook;
    if (!endIsDone) return;
  } catch (thrown) {
    failure = thrown ?? new Error('Request hook failed');
  }
  done(failure);
}
