/**
 * Every name that this library emits, once. Stable OpenTelemetry semantic conventions (1.44) where one exists;
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
  /** Client spans: always empty. */
  urlQuery: 'url.query',
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
  /** Ours. The id in the `x-request-id` header; server spans. */
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
  /** Ours. Metrics of the audit trail: how firmly an event is tied to its change: `tx`, `after_rollback`, `independent` or `attempt`. */
  atomicity: 'atomicity',
  /** Metrics of the telemetry itself: what kind of exporter or processor is counted, e.g. `otlp_http_span_exporter`. */
  componentType: 'otel.component.type',
  /** Metrics of the telemetry itself: which of them, where there are several backends, e.g. `batching_span_processor/0`. */
  componentName: 'otel.component.name',
  /** Metrics of the telemetry itself: host of the backend. Server spans: the host that the client asked for, as a trusted proxy names it. */
  serverAddress: 'server.address',
  /** The port, likewise. */
  serverPort: 'server.port',
  /** Ours. Metrics of the telemetry itself: `traces`, `metrics` or `logs`. */
  exportSignal: 'nestjs_observability.signal',
  /** Ours. Metrics of the telemetry itself: why items were dropped, e.g. `bytes_limit`; `docs/pipeline.md` lists the reasons. */
  dropReason: 'nestjs_observability.drop.reason',
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
} as const;

/** The key of an attribute whose values form a bounded set: the only keys that may label a metric. */
export type DimensionKey =
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
  | typeof attr.atomicity
  | typeof attr.componentType
  | typeof attr.serverAddress
  | typeof attr.serverPort
  | typeof attr.exportSignal
  | typeof attr.dropReason
  | typeof attr.shedKind
  | typeof attr.metricName
  | typeof attr.metricLabel
  | typeof attr.cardinalityLimit
  | typeof attr.lineRank;

/** Instruments. Their descriptions and units are in `metrics/`. */
export const metric = {
  httpServerRequestDuration: 'http.server.request.duration',
  httpServerActiveRequests: 'http.server.active_requests',
  httpServerRequestBodySize: 'http.server.request.body.size',
  httpServerResponseBodySize: 'http.server.response.body.size',
  /** Ours. */
  httpServerAbortedRequests: 'http.server.aborted_requests',
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
  signalEnabled: 'nestjs_observability.signal.enabled',
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

/** Fields of a log line. The comments are the reference in `docs/telemetry.md`. */
export const field = {
  /** Severity: `fatal`, `error`, `warn`, `info`, `debug` or `trace`. */
  level: 'level',
  /** When the line was written, ISO 8601 in UTC with milliseconds. */
  time: 'time',
  /** The message. */
  message: 'msg',
  /** `service.name` of the application. */
  service: 'service',
  /** Name of the Nest logger that wrote the line; not on completion lines. */
  context: 'context',
  /** W3C trace id; inside a request. */
  traceId: 'trace_id',
  /** Id of the span that was active; inside a request. */
  spanId: 'span_id',
  /** The id that came in, or was made, and went out as `x-request-id`; inside a request. */
  requestId: 'request_id',
  /** Id of the actor, from the moment at which the `identify` option named it. */
  userId: 'user_id',
  /** Tenant of the actor, likewise. */
  tenantId: 'tenant_id',
  /** Completion line: method of the request, as sent. */
  method: 'method',
  /** Completion line: template of the matched route. */
  route: 'route',
  /** Completion line of a request that no route matched: its path, without the query. */
  path: 'path',
  /** Completion line: final status; 499 when the client left first. */
  status: 'status',
  /** Completion line: milliseconds from the first byte of the request to the closed response. */
  duration: 'duration_ms',
  /** Completion line: `Class.method` of the route handler. */
  handler: 'handler',
  /** What was thrown: `type`, `message` and `cause`; for a failure, and for an error that the application logs, also `stack`; for a failure `fingerprint`. */
  error: 'err',
} as const;

/** Fields of the lines that the audit trail leaves in the log as evidence. */
export const auditField = {
  /** Line `audit.record`: the whole record, where no store is set up. */
  auditRecord: 'audit.record',
  /** Line `audit.receipt`: id of a record that is stored. */
  auditRecordId: 'audit.record.id',
  /** Line `audit.receipt`: its leaf hash, SHA-256 in hexadecimal. */
  auditRecordHash: 'audit.record.hash',
  /** Line `audit.checkpoint`: the stream of the audit trail. */
  auditStream: 'audit.stream',
  /** Line `audit.checkpoint`: origin line of the checkpoint, and name of the key that signs it. */
  auditOrigin: 'audit.origin',
  /** Line `audit.checkpoint`: number of sealed events. */
  auditSize: 'audit.size',
  /** Line `audit.checkpoint`: root hash of the Merkle tree, base64. */
  auditRoot: 'audit.root',
  /** Line `audit.checkpoint`: the checkpoint as a C2SP signed note, which proves itself. */
  auditNote: 'audit.note',
} as const;

/** Messages of the lines that the audit trail leaves in the log as evidence. */
export const auditLine = {
  record: 'audit.record',
  receipt: 'audit.receipt',
  checkpoint: 'audit.checkpoint',
} as const;

/** What an application cannot name a field of its own: a line or a span would say something else than what happened. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...Object.values(field),
  ...Object.values(auditField),
  ...Object.values(attr),
]);

/** The instrumentation scope of everything that this library records. */
export const scopeName = 'nestjs-observability';

/** The route of every request that no handler matched: one value, so that a scanner cannot fill the metrics. */
export const unmatchedRoute = 'unmatched';

/** The `error.type` of a response that the server cut off without an exception. */
export const closedByServer = 'closed_by_server';

/** Name of the span event, and of the log record, that stands for an exception. */
export const exceptionEvent = 'exception';

/** Stands for the types of errors, and the values of a label, that came when the limit of different ones was reached. */
export const otherType = '_OTHER';

/** Stands for an HTTP method that is not a known one, as the conventions have it. */
export const otherMethod = '_OTHER';
