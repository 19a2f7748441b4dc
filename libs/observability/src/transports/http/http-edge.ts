import { context, propagation, ROOT_CONTEXT, trace, type Context, type Link } from '@opentelemetry/api';
import type { IncomingMessage } from 'node:http';
import type { CorrelationIds } from '../../context/correlation-id.js';
import type { PropagationPolicy } from '../../context/propagation-policy.js';
import { RequestScope, scopeIn, withScope } from '../../context/request-scope.js';
import { attr } from '../../core/names.js';
import type { Operation } from '../../core/operation.js';
import { endOperation, startOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import type { CallerTrust } from './caller-trust.js';
import type { ReadOrigin } from './client-origin.js';
import type { HttpCapture } from './http-capture.js';
import { describeOrigin, describeRequest, describeResponse, httpDefinition } from './http-operation.js';
import { exchangeOf, pathOf, routeChosenFor, type HttpExchange } from './http-request.js';
import { runEventsIn } from './events-in-context.js';
import { onceClosed } from './once-closed.js';
import { serverSpanIn, tellRoute } from './server-span.js';

/** What the edge needs to know of the options. */
export interface HttpEdgeSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
  readonly requestIdHeader: string;
  /** Whose trace is continued. */
  readonly trusts: CallerTrust;
  /** What may come in beside the trace. */
  readonly policy: PropagationPolicy;
  /** Reads what proxies say about the client; absent when none is trusted. */
  readonly origin?: ReadOrigin | undefined;
  /** Served, but not observed at all. */
  readonly ignoredPaths: ReadonlySet<string>;
  /** Observed in metrics only: probes and scrapes. */
  readonly quietPaths: ReadonlySet<string>;
  /** What is recorded beside the usual; absent where nothing is. */
  readonly captured?: HttpCapture | undefined;
  /** Whether another OpenTelemetry set-up may have made the server span already; otherwise nobody looks for one. */
  readonly takesOver?: boolean;
  /** Called when a request ends whose actor nobody was asked for, e.g. because a guard refused it. */
  readonly lateActor?: (request: unknown, scope: RequestScope) => Promise<void> | undefined;
}

/** Who called: one whose trace goes on here, or one that is only pointed at. */
interface Caller {
  readonly parent?: Context;
  readonly link?: Link;
}

/**
 * The edge of the application: the adapter's own hooks see every request - refused, unmatched, malformed or aborted -
 * which no middleware and no interceptor does. Each one is one operation, from the first byte to the closed response.
 */
export class HttpEdge {
  private fields: readonly string[] | undefined;
  /** The response that the hook was called for last; tells which requests the router kept from it. */
  private latest: object | undefined;

  constructor(private readonly settings: HttpEdgeSettings) {}

  /** For `httpAdapter.setOnRequestHook`; gives back what `done` does. Never throws anything of its own. */
  readonly onRequest = (request: object, response: object, done: () => unknown): unknown => {
    const exchange = exchangeOf(request, response);
    this.latest = exchange.response;
    let active: Context | undefined;
    try {
      active = this.open(exchange, request)?.context;
    } catch (thrown) {
      this.settings.runtime.faults.report('HTTP edge', thrown);
    }
    return active ? context.with(active, done) : done();
  };

  /** For `httpAdapter.setOnRouteTriggered`; it is told no request, so the context has to say which one. */
  readonly onRoute = (_method: unknown, path: string): void => {
    const operation = scopeIn(context.active())?.operation;
    if (operation) operation.dimensions[attr.httpRoute] = path;
  };

  /**
   * For the server's `request` event, after the adapter's own listener: Fastify's router answers a path that it cannot
   * read before any hook runs, and such a request counts like any other.
   */
  readonly onServed = (request: object, response: object): void => {
    const seen = this.latest === response;
    this.latest = undefined;
    const exchange = exchangeOf(request, response);
    if (!seen && exchange.response.headersSent) this.onRequest(request, response, () => undefined);
  };

  private open(exchange: HttpExchange, request: object): Operation | undefined {
    const { settings } = this;
    const path = pathOf(exchange.request.url ?? '/');
    if (settings.ignoredPaths.has(path)) return undefined;
    const scope = new RequestScope(
      settings.runtime,
      settings.ids.accept(exchange.request.headers[settings.requestIdHeader]),
    );
    if (!exchange.response.headersSent)
      exchange.response.setHeader(settings.requestIdHeader, scope.requestId);
    const active = settings.takesOver ? context.active() : undefined;
    const takenOver = active && serverSpanIn(active);
    const caller = takenOver ? undefined : this.callerOf(exchange.request);
    const operation = startOperation(
      settings.runtime,
      httpDefinition,
      withScope(active && takenOver ? active : (caller?.parent ?? ROOT_CONTEXT), scope),
      opened => {
        // Sampling decides by it when the span starts.
        scope.operation = opened;
        if (caller?.link) opened.links.push(caller.link);
        opened.takenOver = takenOver;
        opened.quiet = settings.quietPaths.has(path);
        describeRequest(opened, exchange, path);
        settings.captured?.ofRequest(opened, exchange.request);
        const origin = settings.origin?.(exchange.request);
        if (origin) describeOrigin(opened, exchange, origin);
      },
    );
    runEventsIn(operation.context, exchange.request);
    onceClosed(exchange, () => this.close(exchange, scope, request), takenOver !== undefined);
    return operation;
  }

  /** Runs in an event of Node, where a throw would end the process. */
  private close(exchange: HttpExchange, scope: RequestScope, request: object): void {
    const { runtime, lateActor } = this.settings;
    const operation = scope.operation as Operation;
    if (operation.ended) return;
    runtime.faults.guard('HTTP edge', () => {
      this.nameRefused(exchange, operation, request);
      const outcome = describeResponse(operation, exchange, scope);
      this.settings.captured?.ofResponse(operation, exchange, { request, outcome });
      if (operation.takenOver) tellRoute(operation.context, operation.dimensions[attr.httpRoute]);
      const naming = scope.identified || operation.quiet ? undefined : lateActor?.(request, scope);
      if (naming) void naming.then(() => endOperation(runtime, operation, outcome));
      else endOperation(runtime, operation, outcome);
    });
  }

  /** Nest tells the route when the handler runs. Who sends a body that cannot be read called a route all the same. */
  private nameRefused({ response }: HttpExchange, { dimensions }: Operation, request: object): void {
    if (dimensions[attr.httpRoute] !== undefined || (response.headersSent && response.statusCode < 400))
      return;
    const route = routeChosenFor(request);
    if (route !== undefined) dimensions[attr.httpRoute] = route;
  }

  /** Most requests carry no trace context, and reading one costs ten times as much as looking for it. */
  private callerOf(request: IncomingMessage): Caller | undefined {
    this.fields ??= propagation.fields();
    for (const name of this.fields) {
      if (request.headers[name] !== undefined) return this.readCaller(request);
    }
    return undefined;
  }

  private readCaller(request: IncomingMessage): Caller | undefined {
    const { trusts, policy } = this.settings;
    const received = propagation.extract(ROOT_CONTEXT, request.headers);
    if (trusts(request)) return { parent: policy.withAllowedBaggage(received) };
    const context = trace.getSpanContext(received);
    if (!context) return undefined;
    // Without the state, which is text of a stranger.
    const { traceId, spanId, traceFlags } = context;
    return { link: { context: { traceId, spanId, traceFlags, isRemote: true } } };
  }
}
