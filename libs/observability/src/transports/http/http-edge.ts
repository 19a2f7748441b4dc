import { context, propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import type { CorrelationIds } from '../../context/correlation-id.js';
import { RequestScope, scopeIn, withScope } from '../../context/request-scope.js';
import { attr } from '../../core/names.js';
import { endOperation, startOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import { describeRequest, describeResponse, httpDefinition } from './http-operation.js';
import { exchangeOf, pathOf, type HttpExchange } from './http-request.js';

/** What the edge needs to know of the options. */
export interface HttpEdgeSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
  readonly requestIdHeader: string;
  /** Served, but not observed at all. */
  readonly ignoredPaths: ReadonlySet<string>;
  /** Observed in metrics only: probes and scrapes. */
  readonly quietPaths: ReadonlySet<string>;
  /** Called when a request ends whose actor nobody named, e.g. because a guard refused it. */
  readonly lateActor?: (request: unknown, scope: RequestScope) => void;
}

/**
 * The edge of the application: the adapter's own hooks see every request - refused, unmatched, malformed or aborted -
 * which no middleware and no interceptor does. Each one is one operation, from the first byte to the closed response.
 */
export class HttpEdge {
  private fields: readonly string[] | undefined;

  constructor(private readonly settings: HttpEdgeSettings) {}

  /** For `httpAdapter.setOnRequestHook`. */
  readonly onRequest = (request: object, response: object, done: () => void): void => {
    const { settings } = this;
    const exchange = exchangeOf(request, response);
    const path = pathOf(exchange.request.url ?? '/');
    if (settings.ignoredPaths.has(path)) return done();
    const scope = new RequestScope(
      settings.runtime,
      settings.ids.accept(exchange.request.headers[settings.requestIdHeader]),
    );
    exchange.response.setHeader(settings.requestIdHeader, scope.requestId);
    const operation = startOperation(
      settings.runtime,
      httpDefinition,
      withScope(this.parentOf(exchange.request.headers), scope),
      opened => {
        opened.quiet = settings.quietPaths.has(path);
        describeRequest(opened, exchange, path);
      },
    );
    scope.operation = operation;
    onceClosed(exchange, () => {
      if (!scope.actor && !operation.quiet) settings.lateActor?.(request, scope);
      endOperation(settings.runtime, operation, describeResponse(operation, exchange, scope));
    });
    context.with(operation.context, done);
  };

  /** For `httpAdapter.setOnRouteTriggered`; it is told no request, so the context has to say which one. */
  readonly onRoute = (_method: unknown, path: string): void => {
    const operation = scopeIn(context.active())?.operation;
    if (operation) operation.dimensions[attr.httpRoute] = path;
  };

  /** Most requests carry no trace context, and reading one costs ten times as much as looking for it. */
  private parentOf(headers: IncomingHttpHeaders): Context {
    this.fields ??= propagation.fields();
    for (const name of this.fields) {
      if (headers[name] !== undefined) return propagation.extract(ROOT_CONTEXT, headers);
    }
    return ROOT_CONTEXT;
  }
}

/**
 * `close` comes for finished and for aborted responses alike; the response hook of the adapters misses the latter. A
 * response that still waits behind others on its connection has no socket and is not told, so its request's is asked.
 */
function onceClosed({ request, response }: HttpExchange, finish: () => void): void {
  if (response.socket !== null) {
    response.once('close', finish);
    return;
  }
  const { socket } = request;
  const once = (): void => {
    socket.off('close', once);
    response.off('close', once);
    finish();
  };
  socket.once('close', once);
  response.once('close', once);
}
