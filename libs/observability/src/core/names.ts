/**
 * Every name that this library emits, once. Stable OpenTelemetry semantic conventions (1.44) where one exists;
 * the rest is ours and listed as such.
 */

/** Attributes of spans and metrics. */
export const attr = {
  httpRequestMethod: 'http.request.method',
  httpRequestMethodOriginal: 'http.request.method_original',
  httpResponseStatusCode: 'http.response.status_code',
  httpRoute: 'http.route',
  httpRequestBodySize: 'http.request.body.size',
  httpResponseBodySize: 'http.response.body.size',
  urlScheme: 'url.scheme',
  urlPath: 'url.path',
  urlQuery: 'url.query',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  clientAddress: 'client.address',
  networkProtocolVersion: 'network.protocol.version',
  userAgentOriginal: 'user_agent.original',
  errorType: 'error.type',
  codeFunctionName: 'code.function.name',
  userId: 'user.id',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStacktrace: 'exception.stacktrace',
  /** Ours: the customer, workspace or organisation of the actor. */
  tenantId: 'tenant.id',
  /** Ours: the id in the `x-request-id` header. */
  requestId: 'request.id',
  /** Ours: how a traced method ended: `success`, `rejected`, `failure` or `aborted`. */
  outcome: 'outcome',
} as const;

/** The key of an attribute whose values form a bounded set: the only keys that may label a metric. */
export type DimensionKey =
  | typeof attr.httpRequestMethod
  | typeof attr.httpResponseStatusCode
  | typeof attr.httpRoute
  | typeof attr.urlScheme
  | typeof attr.networkProtocolVersion
  | typeof attr.errorType
  | typeof attr.codeFunctionName
  | typeof attr.outcome;

/** Instruments. */
export const metric = {
  httpServerRequestDuration: 'http.server.request.duration',
  httpServerActiveRequests: 'http.server.active_requests',
  httpServerRequestBodySize: 'http.server.request.body.size',
  httpServerResponseBodySize: 'http.server.response.body.size',
  /** Ours: requests whose client went away before the response was finished. */
  httpServerAbortedRequests: 'http.server.aborted_requests',
  /** Ours: how long a method decorated with `@Traced({ metrics: true })` takes. */
  methodDuration: 'code.function.duration',
  /** Ours: how often it was called, by outcome. */
  methodCalls: 'code.function.calls',
} as const;

/** Fields of a log line. */
export const field = {
  traceId: 'trace_id',
  spanId: 'span_id',
  requestId: 'request_id',
  userId: 'user_id',
  tenantId: 'tenant_id',
  method: 'method',
  route: 'route',
  path: 'path',
  status: 'status',
  duration: 'duration_ms',
  handler: 'handler',
  error: 'err',
} as const;

/** The instrumentation scope of everything that this library records. */
export const scopeName = 'nestjs-observability';

/** The route of every request that no handler matched: one value, so that a scanner cannot fill the metrics. */
export const unmatchedRoute = 'unmatched';

/** The `error.type` of a response that the server cut off without an exception. */
export const closedByServer = 'closed_by_server';

/** Stands for an HTTP method that is not a known one, as the conventions have it. */
export const otherMethod = '_OTHER';
