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
