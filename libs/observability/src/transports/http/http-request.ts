import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and a response as Node has them, whichever adapter wrapped them. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Fastify wraps what Express hands through. */
export function exchangeOf(request: unknown, response: unknown): HttpExchange {
  return {
    request: (request as { raw?: IncomingMessage }).raw ?? (request as IncomingMessage),
    response: (response as { raw?: ServerResponse }).raw ?? (response as ServerResponse),
  };
}

/** The path of a request target, without query; cut by hand because a parser costs ten times as much. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  if (path.startsWith('/')) return path;
  // Absolute form, as a proxy sends it.
  const start = path.indexOf('/', path.indexOf('://') + 3);
  return start < 0 ? path : path.slice(start);
}

/**
 * The template that the router of Fastify chose before it read the body; Express chooses afterwards, and what is refused
 * until then has no route.
 */
export function routeChosenFor(request: object): string | undefined {
  return (request as { routeOptions?: { url?: string } }).routeOptions?.url;
}

/** A size from a `Content-Length` header, in bytes. */
export function contentLength(header: unknown): number | undefined {
  if (typeof header === 'number') return header;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return undefined;
  return Number(header);
}
