import { attr, closedByServer, otherMethod } from '../../core/names.js';
import type { Operation, OperationDefinition, Outcome } from '../../core/operation.js';
import { describeFailure, type Failure } from '../../core/failure.js';
import type { RequestScope } from '../../context/request-scope.js';
import type { ClientOrigin } from './client-origin.js';
import { contentLength, type HttpExchange } from './http-request.js';
import { methodDimension } from './http-methods.js';

/** Every HTTP request is an operation of this definition until its route is known. */
export const httpDefinition: OperationDefinition = {
  type: 'http',
  name: 'HTTP',
  kind: 'server',
  metrics: false,
  root: false,
  dimensions: {},
};

/** What reports a request whose client left: no server sends it, so it is never taken for an answer. */
const abortedStatus = 499;

/** What is known when the first byte of the request has been read. */
export function describeRequest(operation: Operation, { request }: HttpExchange, path: string): void {
  const method = request.method ?? '';
  const known = methodDimension(method);
  const { dimensions } = operation;
  dimensions[attr.httpRequestMethod] = known;
  dimensions[attr.urlScheme] = 'encrypted' in request.socket ? 'https' : 'http';
  operation.name = spanName(known, undefined);
  // Noted now, because Express shortens the URL of a request while a router of it runs.
  operation.detail(attr.urlPath, path);
  // Audit records are written before the end, and a connection that is gone has no address any more.
  operation.detail(attr.clientAddress, request.socket.remoteAddress);
  operation.detail(attr.userAgentOriginal, request.headers['user-agent']);
  if (known === otherMethod) operation.detail(attr.httpRequestMethodOriginal, method);
}

/** What trusted proxies know better than the connection does. */
export function describeOrigin(operation: Operation, { request }: HttpExchange, origin: ClientOrigin): void {
  const { address, scheme, host } = origin;
  if (scheme) operation.dimensions[attr.urlScheme] = scheme;
  // A client that its proxy hides is not the proxy.
  delete operation.details[attr.clientAddress];
  operation.detail(attr.clientAddress, address);
  operation.detail(attr.networkPeerAddress, request.socket.remoteAddress);
  operation.detail(attr.serverAddress, host?.name);
  operation.detail(attr.serverPort, host?.port);
}

/** What is known when the response has been closed; the outcome says who is to blame. */
export function describeResponse(operation: Operation, exchange: HttpExchange, scope: RequestScope): Outcome {
  describeExchange(operation, exchange, scope);
  const { dimensions } = operation;
  const { response } = exchange;
  const tornBy = response.writableFinished ? undefined : tornDownBy(exchange);
  if (scope.thrown) operation.failure = describeFailure(scope.thrown.value);
  else if (tornBy === 'server' && response.errored) operation.failure = describeFailure(response.errored);
  const status = response.headersSent ? response.statusCode : undefined;
  if (tornBy === 'client' && (status === undefined || status < 500)) {
    dimensions[attr.httpResponseStatusCode] = abortedStatus;
    return 'aborted';
  }
  if (status !== undefined) dimensions[attr.httpResponseStatusCode] = status;
  if (tornBy === 'server' || (status !== undefined && status >= 500)) {
    if (isExpected(operation, scope)) return 'rejected';
    dimensions[attr.errorType] =
      operation.failure?.type ?? (tornBy === 'server' ? closedByServer : String(status));
    return 'failure';
  }
  if (scope.failed) return outcomeInside(operation, scope, scope.failed);
  return status !== undefined && status >= 400 ? 'rejected' : 'success';
}

/** An answer that holds errors, whatever its status. */
function outcomeInside(operation: Operation, scope: RequestScope, failed: Failure): Outcome {
  operation.failure = failed;
  if (failed.expected || isExpected(operation, scope)) return 'rejected';
  operation.dimensions[attr.errorType] = failed.type;
  return 'failure';
}

function isExpected({ failure }: Operation, { runtime }: RequestScope): boolean {
  return failure !== undefined && runtime.exceptions?.expects(failure.thrown) === true;
}

function describeExchange(operation: Operation, exchange: HttpExchange, scope: RequestScope): void {
  const { response } = exchange;
  const { dimensions } = operation;
  // A route may be tried and passed on, e.g. for another version; without a handler nobody matched after all.
  if (response.statusCode === 404 && scope.handler === undefined) delete dimensions[attr.httpRoute];
  const route = dimensions[attr.httpRoute] as string | undefined;
  operation.name = spanName(String(dimensions[attr.httpRequestMethod]), route);
  operation.detail(attr.requestId, scope.requestId);
  operation.detail(attr.codeFunctionName, scope.handler);
  operation.requestBytes = requestSize(exchange);
  operation.responseBytes = contentLength(response.getHeader('content-length'));
}

/**
 * Who ended a response before it was complete. A client that leaves ends its side of the connection or resets it; when
 * neither happened, the server closed it, e.g. because a stream that it was sending failed.
 */
function tornDownBy(exchange: HttpExchange): 'client' | 'server' | undefined {
  const { request, response } = exchange;
  // The client of an event stream always leaves before the end; that is how such a stream ends.
  if (isEventStream(exchange)) return undefined;
  const { readableEnded, errored } = request.socket;
  // What the server destroys a response with, it destroys the connection with.
  return readableEnded || (errored && errored !== response.errored) ? 'client' : 'server';
}

function isEventStream({ response }: HttpExchange): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

/** `GET /orders/:id`, or the method alone when no handler matched. */
function spanName(method: string, route: string | undefined): string {
  const verb = method === otherMethod ? 'HTTP' : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

function requestSize({ request }: HttpExchange): number | undefined {
  const declared = contentLength(request.headers['content-length']);
  return declared ?? (request.headers['transfer-encoding'] === undefined ? 0 : undefined);
}
