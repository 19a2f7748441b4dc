import { context, type Context } from '@opentelemetry/api';
import type { IncomingMessage } from 'node:http';

/**
 * Lets the events of a request with a body reach their listeners inside its context. They are caused by the connection,
 * which knows no request, so a middleware that reads the body by hand and goes on at its end would lose everything.
 * Requests without a body are left alone: theirs come at once, and most requests are of that kind.
 */
export function runEventsIn(active: Context, request: IncomingMessage): void {
  const { headers } = request;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return;
  const emit = request.emit as (...args: unknown[]) => boolean;
  Object.defineProperty(request, 'emit', {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) => context.with(active, emit, request, ...args),
  });
}
