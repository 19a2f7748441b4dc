import type { BackgroundDimension } from './background-names.js';
import type { OutboundDimension } from './outbound-names.js';
import type { DatabaseDimensionKey } from './database-names.js';

/**
 * Every name that this library emits, once; those of outgoing calls and of background work are in the files beside. Stable OpenTelemetry semantic conventions (1.44) where one exists;
 * the rest is ours and listed as such.
 */

/** Attributes of spans and metrics. The comments are the reference in `docs/telemetry.md`. */
export const attr = {
  /** Method of the request; `_OTHER` for one that the conventions do not know. */
  httpRequestMethod: 'http.request.method',
  /** The method as sent, when `http.request.method` is `_OTHER`. */
  httpRequestMethodOriginal: 'http.request.method_original',
  /** Final status, whoever chose it; 499 when the client left first. Absent when the server cut the connection before an answer. */
  httpResponseStatusCode: 'http.response.status_code',
  /** Template of the matched route, with prefix and version. Absent on the span, and `unmatched` as a label, when no route was chosen. */
  httpRoute: 'http.route',
  /** `http` or `https`, as this process saw it, or as a proxy of `http.forwarded.trust` says. */
  urlScheme: 'url.scheme',
  /** Path of the request, without the query. */
  urlPath: 'url.path',
  /** Client spans: scheme, host and path of the called URL; the query is left out, for it may carry secrets. */
  urlFull: 'url.full',
  /** Address of the client as proxies of `http.forwarded.trust` name it, absent when one hides it; else of whoever holds the connection. */
  clientAddress: 'client.address',
  /** Server spans: who holds the connection, where trusted proxies name the client. */
  networkPeerAddress: 'network.peer.address',
  /** The `user-agent` header. */
  userAgentOriginal: 'user_agent.original',
  /** Class name of what was thrown; for a 5xx without an exception the status, for a connection that the server cut `closed_by_server`. */
  errorType: 'error.type',
  /** `Class.method` of the traced method; on a server span, of the route handler. */
  codeFunctionName: 'code.function.name',
  /** Id of the actor that the `identify` option named; server spans. */
  userId: 'user.id',
  /** Event `exception` and log records: class name of what was thrown. */
  exceptionType: 'exception.type',
  /** Event `exception` and log records: message, redacted. */
  exceptionMessage: 'exception.message',
  /** Event `exception` and log records: stack, redacted. */
  exceptionStacktrace: 'exception.stacktrace',
  /** Ours. Log records: the `cause` of the error, with type, message and stack. */
  exceptionCause: 'exception.cause',
  /** Ours. Event `exception` and log records: the same for equal errors, over deployments; 16 hexadecimal digits. */
  exceptionFingerprint: 'exception.fingerprint',
  /** Ours. The customer, workspace or organisation of the actor; server spans. */
  tenantId: 'tenant.id',
  /** Ours. The id in the `x-request-id` header; server spans and background runs, whose it is that asked for them. */
  requestId: 'request.id',
  /** Id of the newest audit record that was made inside the span. */
  auditRecordId: 'audit.record.id',
  /** Its leaf hash in the audit trail: SHA-256, hexadecimal. Absent when the record was written after the span. */
  auditRecordHash: 'audit.record.hash',
  /**
   * Ours. How a traced method ended: `success`, `rejected` (an HTTP exception below 500), `failure` or `aborted`. On metrics of the
   * audit trail, the outcome of the event: `success`, `failure`, `denied`, `rolled_back` or `unknown`.
   */
  outcome: 'outcome',
  /** Ours. Where telemetry failed: a method and its callback, an option, an exit. */
  faultSite: 'nestjs_observability.fault.site',
  /**
   * Ours. Why the trace was kept: `ratio`, `rule` or `parent` by the decision at its start, `error`, `slow`, `audited` or `marked` by
   * that at its end; on metrics also `none` for one that was not. Absent while nothing but the ratio is configured.
   */
  samplingReason: 'sampling.reason',
  /** Ours. Metrics of tail sampling: the limit that was reached: `traces`, `spans`, `bytes` or `age`. */
  samplingLimit: 'sampling.limit',
  /** Ours. Metrics: what a span had too much of: `attributes`, `events`, `links`, `value_length` or `bytes`. */
  spanLimit: 'nestjs_observability.span.limit',
  /** Ours. Metrics of the audit trail: how firmly an event is tied to its change: `tx`, `after_rollback`, `independent` or `attempt`. */
  atomicity: 'atomicity',
  /** Ours. Metrics of the audit trail: what kind of actor it was: `user`, `service`, `system` or `unknown`. */
  auditActorType: 'audit.actor.type',
  /** Metrics of the telemetry itself: what kind of exporter or processor is counted, e.g. `otlp_http_span_exporter`. */
  componentType: 'otel.component.type',
  /** Metrics of the telemetry itself: which of them, where there are several backends, e.g. `batching_span_processor/0`. */
  componentName: 'otel.component.name',
  /**
   * Client spans and their metric: host that is called, `_OTHER` as a label beyond the limit; metrics of the telemetry itself: host of
   * the backend. Server spans: the host that the client asked for, as a trusted proxy names it.
   */
  serverAddress: 'server.address',
  /** The port, likewise. */
  serverPort: 'server.port',
  /** Ours. Metrics of the telemetry itself: `traces`, `metrics` or `logs`. */
  exportSignal: 'nestjs_observability.signal',
  /** Ours. Metrics of the telemetry itself: why items were dropped, e.g. `bytes_limit`; `docs/pipeline.md` lists the reasons. */
  dropReason: 'nestjs_observability.drop.reason',
  /** Messages of a broker and jobs: `rabbitmq`, `kafka`, `nats`, `redis`, `mqtt`, `bullmq`, or the name of a transport of your own. */
  messagingSystem: 'messaging.system',
  /** The queue, subject, channel or topic of a message, as it was used. */
  messagingDestinationName: 'messaging.destination.name',
  /** The pattern of the handler that takes the message; `unmatched` when none does. Sent messages: the pattern they were sent with, `_OTHER` from the 101st different one on. */
  messagingDestinationTemplate: 'messaging.destination.template',
  /** `process`; sent messages: `send` or `emit`; jobs that are added: `add`. */
  messagingOperationName: 'messaging.operation.name',
  /** `process` or `send`. */
  messagingOperationType: 'messaging.operation.type',
  /** The id that the producer gave the message. */
  messagingMessageId: 'messaging.message.id',
  /** Kafka: the partition of the message. */
  messagingPartitionId: 'messaging.destination.partition.id',
  /** Ours. RabbitMQ: the broker delivered the message before, e.g. because a handler gave it back; only when it did. */
  messagingRedelivered: 'messaging.message.redelivered',
  /** Calls that no broker is between: `grpc`, or `nestjs` for Nest's own protocol over TCP. */
  rpcSystem: 'rpc.system.name',
  /** gRPC: `package.Service/Method`; TCP: the pattern. `_OTHER` for one that no handler takes, and from the 101st called one on. */
  rpcMethod: 'rpc.method',
  /** The pattern as sent, when `rpc.method` is `_OTHER`. */
  rpcMethodOriginal: 'rpc.method_original',
  /** gRPC: the status by its name, e.g. `NOT_FOUND`. */
  rpcResponseStatusCode: 'rpc.response.status_code',
  /** Ours. The message of a WebSocket gateway: what `@SubscribeMessage()` says. */
  websocketMessage: 'websocket.message',
  /** Ours. Where a connection came in: the namespace of socket.io, or the path of the gateway. */
  websocketNamespace: 'websocket.namespace',
  /** Ours. Why a connection ended: the close code, or the reason that socket.io gives; `_OTHER` for an unknown one. */
  websocketCloseReason: 'websocket.close.reason',
  /** Name of the GraphQL operation, which the client chose; as a label `_OTHER` from the 101st different one on. */
  graphqlOperationName: 'graphql.operation.name',
  /** `query`, `mutation` or `subscription`. */
  graphqlOperationType: 'graphql.operation.type',
  /** The GraphQL document without its values, when the option `graphql.document` asks for it. */
  graphqlDocument: 'graphql.document',
  /** Ours. Resolver spans, when the option `graphql.resolvers` asks for them: where the field is in the answer. */
  graphqlFieldPath: 'graphql.field.path',
  /** Ours. What telemetry gave up while the event loop was saturated: `debug_lines`, `attributes`, `child_spans` or `traces`. */
  shedKind: 'nestjs_observability.shed.kind',
  /** Ours. Metrics about series: the metric that has more than it may. */
  metricName: 'nestjs_observability.metric.name',
  /** Ours. Metrics about series: its label that has more values than it may; absent when whole series are folded. */
  metricLabel: 'nestjs_observability.metric.label',
  /** Ours. Metrics about series: the limit that was reached: `label`, `metric` or `process`. */
  cardinalityLimit: 'nestjs_observability.cardinality.limit',
  /** Ours. Severity of log lines that were given up: `error`, `warn`, `info` or `debug`, each with those beyond it. */
  lineRank: 'nestjs_observability.log.rank',
  /** Ours. Metrics of readiness: name of the indicator. */
  healthIndicator: 'nestjs_observability.health.indicator',
} as const;

/** The key of an attribute whose values form a bounded set: the only keys that may label a metric. */
export type DimensionKey =
  | OutboundDimension
  | BackgroundDimension
  | DatabaseDimensionKey
  | typeof attr.httpRequestMethod
  | typeof attr.httpResponseStatusCode
  | typeof attr.httpRoute
  | typeof attr.urlScheme
  | typeof attr.errorType
  | typeof attr.codeFunctionName
  | typeof attr.outcome
  | typeof attr.faultSite
  | typeof attr.samplingReason
  | typeof attr.samplingLimit
  | typeof attr.spanLimit
  | typeof attr.atomicity
  | typeof attr.auditActorType
  | typeof attr.componentType
  | typeof attr.serverAddress
  | typeof attr.serverPort
  | typeof attr.exportSignal
  | typeof attr.dropReason
  | typeof attr.shedKind
  | typeof attr.metricName
  | typeof attr.metricLabel
  | typeof attr.cardinalityLimit
  | typeof attr.lineRank
  | typeof attr.healthIndicator
  | typeof attr.messagingSystem
  | typeof attr.messagingDestinationName
  | typeof attr.messagingDestinationTemplate
  | typeof attr.messagingOperationName
  | typeof attr.messagingOperationType
  | typeof attr.rpcSystem
  | typeof attr.rpcMethod
  | typeof attr.rpcResponseStatusCode
  | typeof attr.websocketMessage
  | typeof attr.websocketNamespace
  | typeof attr.websocketCloseReason
  | typeof attr.graphqlOperationName
  | typeof attr.graphqlOperationType;

/** Instruments. Their descriptions and units are in `metrics/`. */
export const metric = {
  httpServerRequestDuration: 'http.server.request.duration',
  httpServerActiveRequests: 'http.server.active_requests',
  httpServerRequestBodySize: 'http.server.request.body.size',
  httpServerResponseBodySize: 'http.server.response.body.size',
  /** Ours. */
  httpServerAbortedRequests: 'http.server.aborted_requests',
  messagingProcessDuration: 'messaging.process.duration',
  messagingClientDuration: 'messaging.client.operation.duration',
  rpcServerDuration: 'rpc.server.call.duration',
  rpcClientDuration: 'rpc.client.call.duration',
  /** Ours. */
  websocketMessageDuration: 'websocket.server.message.duration',
  /** Ours. */
  websocketConnectionDuration: 'websocket.server.connection.duration',
  /** Ours. */
  websocketActiveConnections: 'websocket.server.active_connections',
  /** Ours. */
  graphqlOperationDuration: 'graphql.server.operation.duration',
  /** Ours. */
  methodDuration: 'code.function.duration',
  /** Ours. */
  methodCalls: 'code.function.calls',
  /** Ours. */
  errors: 'application.errors',
  /** Ours. */
  faults: 'nestjs_observability.faults',
  /** Ours. */
  callbacksPaused: 'nestjs_observability.callbacks.paused',
  /** Ours. */
  sheddingLevel: 'nestjs_observability.shedding.level',
  /** Ours. */
  shed: 'nestjs_observability.shed',
  /** Ours. */
  series: 'nestjs_observability.metric.series',
  /** Ours. */
  seriesOverflow: 'nestjs_observability.metric.overflow',
  /** Ours. */
  samplingTraces: 'nestjs_observability.sampling.traces',
  /** Ours. */
  samplingLimited: 'nestjs_observability.sampling.limited',
  /** Ours. */
  samplingBuffered: 'nestjs_observability.sampling.buffered',
  /** Ours. */
  samplingLines: 'nestjs_observability.sampling.lines',
  /** Ours. */
  spanCuts: 'nestjs_observability.span.cuts',
  signalEnabled: 'nestjs_observability.signal.enabled',
  /** Ours. */
  healthReady: 'nestjs_observability.health.ready',
  /** Ours. */
  healthIndicatorUp: 'nestjs_observability.health.indicator.up',
  /** Ours. */
  logLinesLost: 'nestjs_observability.log.lines.lost',
  /** Ours. */
  auditEvents: 'audit.events',
  /** Ours. */
  auditPending: 'audit.pending',
  /** Ours. */
  auditSealLag: 'audit.seal.lag',
  /** Ours. */
  auditWriteErrors: 'audit.write.errors',
  /** Ours. */
  auditSpillDepth: 'audit.spill.depth',
  /** Ours. */
  auditAnchorAge: 'audit.anchor.age',
  /** Ours. */
  auditVerifyFailures: 'audit.verify.failures',
  spanQueueSize: 'otel.sdk.processor.span.queue.size',
  spanQueueCapacity: 'otel.sdk.processor.span.queue.capacity',
  spansProcessed: 'otel.sdk.processor.span.processed',
  spansInflight: 'otel.sdk.exporter.span.inflight',
  spansExported: 'otel.sdk.exporter.span.exported',
  logQueueSize: 'otel.sdk.processor.log.queue.size',
  logQueueCapacity: 'otel.sdk.processor.log.queue.capacity',
  logsProcessed: 'otel.sdk.processor.log.processed',
  logsInflight: 'otel.sdk.exporter.log.inflight',
  logsExported: 'otel.sdk.exporter.log.exported',
  metricPointsInflight: 'otel.sdk.exporter.metric_data_point.inflight',
  metricPointsExported: 'otel.sdk.exporter.metric_data_point.exported',
  exportDuration: 'otel.sdk.exporter.operation.duration',
  /** Ours. */
  exportDropped: 'nestjs_observability.export.dropped',
  /** Ours. */
  exportQueueBytes: 'nestjs_observability.export.queue.bytes',
} as const;

export { auditField, field } from './field-names.js';
export {
  auditLine,
  closedByServer,
  errorAnswer,
  exceptionEvent,
  otherMethod,
  otherName,
  otherType,
  scopeName,
  unmatchedRoute,
} from './stand-in-names.js';
