/** What an environment variable does, for the reference table. */
export interface VariableDescription {
  readonly meaning: string;
  readonly default: string;
}

const endpoint = (signal: string) => ({
  meaning: `Full URL for ${signal}; nothing is appended.`,
  default: `base endpoint + \`/v1/${signal}\``,
});
const overrides = (what: string, signal: string) => ({
  meaning: `${what} for ${signal}.`,
  default: 'the variable for all signals',
});
const batch = (what: string, preset: number) => ({ meaning: what, default: `\`${preset}\`` });
const queue = (what: string) => ({
  meaning: `${what} that wait for export; more are dropped and counted.`,
  default: '`otlp.queue.maxItems` option',
});
const auditKey = (meaning: string, option: string) => ({
  meaning,
  default: `\`audit.keys.${option}\` option, which wins`,
});
const fileOf = (name: string) => ({ meaning: `File with the value of \`${name}\`.`, default: '–' });
const exporters = (signal: string, words: string) => ({
  meaning: `Where ${signal} go: a list of ${words}, or \`none\`.`,
  default: '`otlp` when an endpoint is known',
});

/**
 * Every environment variable that is read, in the order of the reference table. A variable that is not listed here
 * cannot be read: the reader's parameter type is this object's key.
 */
export const VARIABLES = {
  OTEL_SDK_DISABLED: { meaning: '`true` turns all telemetry off.', default: '`false`' },
  OTEL_SERVICE_NAME: { meaning: '`service.name`.', default: '`service.name` option, else package.json' },
  OTEL_RESOURCE_ATTRIBUTES: {
    meaning: 'Resource attributes, `key=value` with commas between.',
    default: '–',
  },
  OTEL_LOG_LEVEL: {
    meaning:
      'Least severe message of the SDK itself: `none`, `error`, `warn`, `info`, `debug`, `verbose`, `all`.',
    default: '`warn`',
  },
  OTEL_PROPAGATORS: {
    meaning:
      'Headers that carry the trace: `tracecontext`, `baggage` (the keys of `propagation.baggage`), or `none`.',
    default: '`tracecontext,baggage`',
  },
  OTEL_TRACES_SAMPLER: {
    meaning:
      '`always_on`, `always_off`, `traceidratio`, each also with `parentbased_` in front to follow the caller.',
    default: '`tracing.ratio` option',
  },
  OTEL_TRACES_SAMPLER_ARG: { meaning: 'Ratio of the `traceidratio` samplers, 0 to 1.', default: '`1`' },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    meaning: 'Attributes of a span, and of a log record.',
    default: '`tracing.limits.attributes` option',
  },
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    meaning: 'Characters of a value, in spans and in log records.',
    default: '`tracing.limits.valueLength` option',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    meaning: 'Attributes of a span; later ones are left out.',
    default: 'the variable for all signals',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    meaning: 'Characters of a value of a span; the rest is cut off.',
    default: 'the variable for all signals',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    meaning: 'Events of a span; the oldest are left out.',
    default: '`tracing.limits.events` option',
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    meaning: 'Links of a span; the oldest are left out.',
    default: '`tracing.limits.links` option',
  },
  OTEL_TRACES_EXPORTER: exporters('traces', '`otlp`, `console`'),
  OTEL_METRICS_EXPORTER: exporters('metrics', '`otlp`, `console`, `prometheus` (the `/metrics` endpoint)'),
  OTEL_LOGS_EXPORTER: exporters('logs', '`otlp`, `console` (the log lines on standard output)'),
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: 'Base URL; `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.',
    default: '`otlp.endpoint` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint('traces'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint('metrics'),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: endpoint('logs'),
  OTEL_EXPORTER_OTLP_HEADERS: {
    meaning: 'Headers of every export, `name=value` with commas between, percent-encoded.',
    default: '`otlp.headers` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: overrides('Headers', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: overrides('Headers', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: overrides('Headers', 'logs'),
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    meaning: '`http/protobuf`, `http/json` or `grpc`.',
    default: '`otlp.protocol` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: overrides('Protocol', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: overrides('Protocol', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: overrides('Protocol', 'logs'),
  OTEL_EXPORTER_OTLP_COMPRESSION: { meaning: '`gzip` or `none`.', default: '`otlp.compression` option' },
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: overrides('Compression', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: overrides('Compression', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: overrides('Compression', 'logs'),
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    meaning: 'Milliseconds for one attempt to export.',
    default: '`otlp.timeout` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: overrides('Timeout', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: overrides('Timeout', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: overrides('Timeout', 'logs'),
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    meaning: 'PEM file with the certificates that the backend must descend from.',
    default: '`otlp.tls.ca` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: overrides('Trust', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: overrides('Trust', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: overrides('Trust', 'logs'),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: {
    meaning: 'PEM file with the certificate that names this client: mutual TLS.',
    default: '`otlp.tls.cert` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: overrides('Client certificate', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE: overrides('Client certificate', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: overrides('Client certificate', 'logs'),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: {
    meaning: 'PEM file with the private key of the client certificate.',
    default: '`otlp.tls.key` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: overrides('Client key', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: overrides('Client key', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: overrides('Client key', 'logs'),
  OTEL_EXPORTER_OTLP_INSECURE: {
    meaning: '`true` lets credentials travel in clear text; an `http://` URL alone does not.',
    default: '`otlp.insecure` option',
  },
  OTEL_EXPORTER_OTLP_TRACES_INSECURE: overrides('Clear text', 'traces'),
  OTEL_EXPORTER_OTLP_METRICS_INSECURE: overrides('Clear text', 'metrics'),
  OTEL_EXPORTER_OTLP_LOGS_INSECURE: overrides('Clear text', 'logs'),
  OBSERVABILITY_OTLP_HEADERS_FILE: {
    meaning: 'File with headers of every export, read again whenever it changes.',
    default: '`otlp.headersFile` option',
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    meaning: 'Milliseconds between two exports of metrics.',
    default: '`metrics.exportInterval` option',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    meaning: 'Milliseconds for one export of metrics; at most the interval.',
    default: '`30000`, or the interval when that is shorter',
  },
  OTEL_BSP_SCHEDULE_DELAY: batch(
    'Milliseconds between two exports of spans; less than a second, so that a kill costs no more.',
    750,
  ),
  OTEL_BSP_EXPORT_TIMEOUT: batch(
    'Milliseconds for one attempt to export spans, if that is less than the OTLP timeout.',
    30_000,
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: queue('Spans'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: batch('Spans in one export; at most the queue size.', 512),
  OTEL_BLRP_SCHEDULE_DELAY: batch('Milliseconds between two exports of log records.', 1_000),
  OTEL_BLRP_EXPORT_TIMEOUT: batch(
    'Milliseconds for one attempt to export log records, if that is less than the OTLP timeout.',
    30_000,
  ),
  OTEL_BLRP_MAX_QUEUE_SIZE: queue('Log records'),
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: batch('Log records in one export; at most the queue size.', 512),
  OBSERVABILITY_PROPAGATION_TRUST: {
    meaning:
      'Callers whose trace is continued: `never`, `always`, or address ranges (CIDR) with commas between.',
    default: '`propagation.trust` option, else `never`',
  },
  OBSERVABILITY_PROPAGATION_MESSAGES: {
    meaning: 'Whether the trace of a message that came through a broker is continued: `never` or `always`.',
    default: '`propagation.messages` option, else `always`',
  },
  OBSERVABILITY_FORWARDED_TRUST: {
    meaning:
      'Proxies whose word about the client is believed: addresses or ranges (CIDR) with commas between.',
    default: '`http.forwarded.trust` option, else nobody',
  },
  OBSERVABILITY_MANAGEMENT_PORT: {
    meaning: 'Port of the listener for operators, which it turns on; `0` is any free one.',
    default: '`management.port` option',
  },
  OBSERVABILITY_MANAGEMENT_HOST: {
    meaning: 'Address that the listener for operators listens on.',
    default: '`management.host` option, else `127.0.0.1`',
  },
  OBSERVABILITY_MANAGEMENT_TOKEN: {
    meaning: 'Bearer token for `/switches` and `/health/details` of that listener.',
    default: '`management.token` option',
  },
  OBSERVABILITY_MANAGEMENT_TOKEN_FILE: fileOf('OBSERVABILITY_MANAGEMENT_TOKEN'),
  OBSERVABILITY_DISABLED: {
    meaning:
      'Signals to do without: a list of `traces`, `metrics`, `logs` (completion lines and export; the lines of the application stay), `audit`.',
    default: '–',
  },
  OBSERVABILITY_PSEUDONYM_KEY: {
    meaning: 'Secret key of the pseudonyms that `redaction.pseudonyms` asks for; at least 16 characters.',
    default: '`redaction.pseudonyms.key` option',
  },
  OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: {
    meaning: 'Exceptions as log records instead of span events (`logs`), or as both (`logs/dup`).',
    default: 'span events',
  },
  OBSERVABILITY_AUDIT_MAC_KEY: auditKey(
    'Keys that authenticate audit events, `id:secret` with commas between; the first one signs.',
    'mac',
  ),
  OBSERVABILITY_AUDIT_MAC_KEY_FILE: fileOf('OBSERVABILITY_AUDIT_MAC_KEY'),
  OBSERVABILITY_AUDIT_SIGNING_KEY: auditKey(
    'Ed25519 private key that signs checkpoints, PKCS#8 as PEM or base64.',
    'signing',
  ),
  OBSERVABILITY_AUDIT_SIGNING_KEY_FILE: fileOf('OBSERVABILITY_AUDIT_SIGNING_KEY'),
  OBSERVABILITY_AUDIT_VERIFIER_KEY: auditKey(
    'Public keys of former signing keys, with commas between.',
    'verifiers',
  ),
  OBSERVABILITY_AUDIT_MASTER_KEY: auditKey(
    'Keys that wrap those of personal data, `id:secret` with commas between; the first one wraps.',
    'master',
  ),
  OBSERVABILITY_AUDIT_MASTER_KEY_FILE: fileOf('OBSERVABILITY_AUDIT_MASTER_KEY'),
  OBSERVABILITY_INSTRUMENTATIONS: {
    meaning:
      'What `nestjs-observability/register` instruments: a list of `pg`, `mysql2`, `ioredis`, `redis`, `kafkajs`, `amqplib`, `mongodb`, or `none`.',
    default: 'every one whose instrumentation is installed',
  },
  LOG_LEVEL: {
    meaning: 'Least severe log line: `fatal`, `error`, `warn`, `info`, `debug`, `trace`, `silent`.',
    default: '`info`; the `logging.level` option wins',
  },
  NODE_ENV: {
    meaning: 'Names the deployment environment; pretty logs are for `development` or none.',
    default: '`development`',
  },
} as const satisfies Record<string, VariableDescription>;

/** Name of an environment variable that the library reads. */
export type VariableName = keyof typeof VARIABLES;
