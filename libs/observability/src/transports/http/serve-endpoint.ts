import type { HttpServer } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { scopeIn } from '../../context/request-scope.js';
import type { EndpointHandler } from '../../core/endpoint.js';
import { attr } from '../../core/names.js';
import { exchangeOf } from './http-request.js';

/**
 * Serves an endpoint on the adapter itself: no global prefix, version, guard, pipe or interceptor of the application
 * reaches it, on Express and on Fastify.
 */
export function serveEndpoint(adapter: HttpServer, path: string, handle: EndpointHandler): void {
  adapter.get(path, (incoming: unknown, outgoing: unknown) => {
    const { request, response } = exchangeOf(incoming, outgoing);
    const operation = scopeIn(context.active())?.operation;
    if (operation) operation.dimensions[attr.httpRoute] = path;
    // Fastify must know that the answer is ours.
    (outgoing as { hijack?: () => void }).hijack?.();
    void handle({ method: request.method ?? 'GET', headers: request.headers }).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(500).end(),
    );
  });
}
