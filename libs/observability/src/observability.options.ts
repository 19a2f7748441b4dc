import type { Attributes } from '@opentelemetry/api';
import type { AuditOptions } from './audit/audit.options.js';
import type { SpanLimitOptions } from './tracing/span-limit.options.js';
import type { Actor } from './context/actor.js';
import type { DatabaseOptions } from './database/database.options.js';
import type { PropagationOptions } from './context/propagation.options.js';
import type { ErrorReporter } from './errors/error-reporter.js';
import type { HealthOptions } from './health/health.options.js';
import type { RedactionOptions } from './redaction/redaction.options.js';
import type { CardinalityOptions } from './metrics/cardinality/cardinality.options.js';
import type { SheddingOptions } from './sdk/shedding/shedding.options.js';
import type { ManagementOptions } from './management/management.options.js';
import type { LogSamplingOptions, SamplingOptions } from './sampling/sampling.options.js';
import type { BackgroundOptions } from './transports/background/background.options.js';
import type { OutgoingHttpOptions } from './transports/outbound/outbound.options.js';
import type { HttpOptions } from './transports/http/http.options.js';
import type { GraphqlOptions, MessagingOptions } from './transports/messaging.options.js';

export type { AuditHealthOptions, AuditKeysOptions, AuditOptions } from './audit/audit.options.js';
export type { CollapseOptions, DatabaseOptions, NPlusOneOptions } from './database/database.options.js';
export type { SpanLimitOptions } from './tracing/span-limit.options.js';

export type { ForwardedOptions } from './transports/http/forwarded.options.js';
export type { HealthOptions } from './health/health.options.js';
export type { ManagementOptions } from './management/management.options.js';
export type {
  BaggageOptions,
  InjectOptions,
  MessageTrustOption,
  PropagatedMessage,
  PropagationOptions,
  PropagationTrust,
} from './context/propagation.options.js';
export type { RedactionDetector } from './redaction/redaction-detector.js';
export type { RedactionNotice } from './redaction/redaction-notice.js';
export type { PseudonymOptions, RedactionOptions } from './redaction/redaction.options.js';
export type { SheddingOptions } from './sdk/shedding/shedding.options.js';
export type { CardinalityOptions } from './metrics/cardinality/cardinality.options.js';
export type {
  LogSamplingOptions,
  SamplingOptions,
  SamplingRule,
  SamplingRuleValue,
  SlowTraceOptions,
  TailBufferOptions,
  TailSamplingOptions,
} from './sampling/sampling.options.js';
export type { HttpBodyOptions, HttpHeadersOptions, HttpOptions } from './transports/http/http.options.js';

export type { BackgroundOptions } from './transports/background/background.options.js';
export type { OutgoingHttpOptions } from './transports/outbound/outbound.options.js';
export type { GraphqlOptions, MessagingOptions } from './transports/messaging.options.js';
export type {
  MessageCarrier,
  MessageHeaders,
  MessagePacket,
  MessageTransport,
  ReceivedMessage,
} from './transports/message-transport.js';

/** Who and what emits the telemetry; becomes the OpenTelemetry resource of every signal. */
export interface ServiceOptions {
  /** `service.name`. @defaultValue `OTEL_SERVICE_NAME`, else the name in the nearest package.json */
  readonly name?: string;
  /** `service.version`. @defaultValue the version in the nearest package.json */
  readonly version?: string;
  /** `service.namespace`. */
  readonly namespace?: string;
  /** `service.instance.id`. @defaultValue a random UUID for each start */
  readonly instanceId?: string;
  /** `deployment.environment.name`. @defaultValue `NODE_ENV`, else `development` */
  readonly environment?: string;
  /** Further resource attributes; `OTEL_RESOURCE_ATTRIBUTES` wins over them. */
  readonly attributes?: Attributes;
}

/** Traces. */
export interface TracingOptions {
  /** Whether spans are made. @defaultValue `true` */
  readonly enabled?: boolean;
  /**
   * Share of new traces that is kept, 0 to 1; a trace that a trusted caller started follows the caller's decision, see
   * `propagation.trust`. `OTEL_TRACES_SAMPLER` wins. @defaultValue `1`
   */
  readonly ratio?: number;
  /** HTTP requests to other services as client spans, by `fetch`, undici or `node:http`, and their durations. @defaultValue `true` */
  readonly outgoingHttp?: boolean | OutgoingHttpOptions;
  /** Each finished trace as a tree on standard output, for development; `OTEL_TRACES_EXPORTER` wins. @defaultValue `false` */
  readonly console?: boolean;
  /** How large a span may be; what is beyond that is cut, and counted. */
  readonly limits?: SpanLimitOptions;
}

/** Metrics, on `/metrics` and by OTLP from the same collection. */
export interface MetricsOptions {
  /** Whether metrics are recorded. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Where Prometheus scrapes; `false` serves no endpoint. @defaultValue `'/metrics'` */
  readonly path?: string | false;
  /** Event loop, garbage collector and heap by the OpenTelemetry runtime names. @defaultValue `true` */
  readonly runtime?: boolean;
  /** prom-client's `process_*` and `nodejs_*` default metrics as well. @defaultValue `false` */
  readonly defaultMetrics?: boolean;
  /** Trace ids beside histogram buckets in the OpenMetrics format. @defaultValue `true` */
  readonly exemplars?: boolean;
  /** Bucket bounds of request and method durations, in seconds. @defaultValue the boundaries that the semantic conventions recommend */
  readonly durationBuckets?: readonly number[];
  readonly cardinality?: CardinalityOptions;
  /** Milliseconds between OTLP exports; `OTEL_METRIC_EXPORT_INTERVAL` wins. @defaultValue `60_000` */
  readonly exportInterval?: number;
}

/** Severity of log lines, as pino names it. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Where log lines go: a stream, or a file path. */
export type LogDestination = string | { write(line: string): unknown };

/** Logs on nestjs-pino. */
export interface LoggingOptions {
  /** Whether logging is set up; otherwise it stays as Nest has it. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Least severe level written. @defaultValue `LOG_LEVEL`, else `'info'` */
  readonly level?: LogLevel;
  /** Readable colours instead of JSON. @defaultValue `true` when `NODE_ENV` is unset or `development` and stdout is a terminal */
  readonly pretty?: boolean;
  /** Where lines go. @defaultValue standard output */
  readonly destination?: LogDestination;
  /** The one line that completes each request. @defaultValue `true` */
  readonly requestLine?: boolean;
  /** Write the debug and info lines of kept traces only. Lines outside a trace are always written. @defaultValue `false` */
  readonly sampling?: boolean | LogSamplingOptions;
  /** Most bytes of lines that wait when nobody reads them, from 65,536; beyond it, the least severe are given up first. @defaultValue `8_388_608` */
  readonly maxBuffer?: number;
}

/** What waits for a backend, for each signal. */
export interface ExportQueueOptions {
  /**
   * Bytes of memory that batches may take, compressed as they are sent; beyond it the oldest that hold no errors are dropped and
   * counted. At least 65,536. @defaultValue `16_777_216`, 16 MiB
   */
  readonly maxBytes?: number;
  /**
   * Spans, and log records, that may wait; beyond it what comes is dropped and counted as `queue_full`, errors last. For metrics it
   * says nothing: one collection waits. `OTEL_BSP_MAX_QUEUE_SIZE` and `OTEL_BLRP_MAX_QUEUE_SIZE` win. @defaultValue as many as fit into `maxBytes`
   */
  readonly maxItems?: number;
  /** Milliseconds that a batch is kept; older ones are dropped and counted. @defaultValue `300_000`, five minutes */
  readonly maxAge?: number;
  /** Requests that may be open at once, 1 to 16. @defaultValue `4` */
  readonly maxParallel?: number;
}

/** A signal, as OTLP spells it in paths. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** Headers of exports, by name. */
export type OtlpHeaders = Readonly<Record<string, string>>;

/** Why a function is asked for headers. */
export interface OtlpHeadersRequest {
  /** Whether the backend answered 401 to the last ones: a token that was kept is worth no more. */
  readonly refused: boolean;
}

/** Gives the headers of the next export. */
export type OtlpHeadersProvider = (request: OtlpHeadersRequest) => OtlpHeaders | Promise<OtlpHeaders>;

/** Complete URLs of single signals, to which nothing is appended. */
export interface OtlpEndpointsOptions {
  /** Where traces go. `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` wins. */
  readonly traces?: string;
  /** Where metrics go. `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT` wins. */
  readonly metrics?: string;
  /** Where log records go. `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` wins. */
  readonly logs?: string;
}

/** Trust and identity of a TLS connection; each a path of a PEM file, or the PEM text itself. */
export interface OtlpTlsOptions {
  /** Certificates that the backend's own must descend from. `OTEL_EXPORTER_OTLP_CERTIFICATE` wins. @defaultValue those that Node trusts */
  readonly ca?: string;
  /** Certificate that names this client, with `key`: mutual TLS. `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` wins. */
  readonly cert?: string;
  /** Private key of `cert`. `OTEL_EXPORTER_OTLP_CLIENT_KEY` wins. */
  readonly key?: string;
}

/**
 * One OTLP backend. Off until an endpoint is known; the `OTEL_EXPORTER_OTLP_*` variables win over each field, of the first
 * backend where there are several.
 */
export interface OtlpOptions {
  /** Base URL, e.g. `http://localhost:4318`; `/v1/traces` and so on are appended, and ignored by gRPC. */
  readonly endpoint?: string;
  readonly endpoints?: OtlpEndpointsOptions;
  /** What this backend gets. @defaultValue all three */
  readonly signals?: readonly OtlpSignal[];
  /**
   * Sent with every export. A function is asked before each, at most once a second; while it fails, or does not answer within
   * five seconds, its last good headers are used.
   */
  readonly headers?: OtlpHeaders | OtlpHeadersProvider;
  /**
   * File with further headers, `name=value` with commas or line ends between, percent-encoded: a secret that rotates is used
   * without a restart. `OBSERVABILITY_OTLP_HEADERS_FILE` wins.
   */
  readonly headersFile?: string;
  /** How exports travel; `'grpc'` needs the package `@grpc/grpc-js`. @defaultValue `'http/protobuf'` for traces and logs, `'http/json'` for metrics */
  readonly protocol?: 'http/protobuf' | 'http/json' | 'grpc';
  /** How exports are compressed. @defaultValue `'gzip'` */
  readonly compression?: 'gzip' | 'none';
  /** Milliseconds for one attempt to export, the body of the answer included. @defaultValue `5_000` */
  readonly timeout?: number;
  /** Bounds of what waits while the backend is away; for each signal its own. */
  readonly queue?: ExportQueueOptions;
  readonly tls?: OtlpTlsOptions;
  /** Whether credentials may travel in clear text, for example through a mesh that encrypts. @defaultValue `false`: such a set-up fails the bootstrap, except on this host */
  readonly insecure?: boolean;
}

/** Signals that ask a process to end. */
export type EndingSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT';

/** What counts as an error, and how it is told. */
export interface ErrorOptions {
  /**
   * Whether an error is a part of normal operation, as HTTP exceptions below 500 always are: it is then a refusal in spans,
   * logs and metrics. What it throws is reported once, and the error counts. @defaultValue nothing else is expected
   */
  readonly expected?: (error: unknown) => boolean;
  /** Put the trace id into the bodies with which Nest itself answers errors from 500 on, as `traceId`. @defaultValue `false` */
  readonly exposeTraceId?: boolean;
  /** Services that track errors, e.g. `new SentryReporter(Sentry)`; each is told every error once per trace. @defaultValue `[]` */
  readonly reporters?: readonly ErrorReporter[];
}

/** Leaving cleanly. */
export interface ShutdownOptions {
  /** Milliseconds in which the last spans, metrics and log records must be sent. @defaultValue `3_000` */
  readonly flushTimeout?: number;
  /** Milliseconds from unready to the first shutdown hook: load balancers need them to send their requests elsewhere. @defaultValue `5_000`; `0` when `NODE_ENV` is unset, `development` or `test` */
  readonly drainWait?: number;
  /** Milliseconds that requests under way have to finish once the server accepts no more; what is open then is cut. @defaultValue `10_000` */
  readonly inFlightTimeout?: number;
  /**
   * Milliseconds by which an uncaught exception or `process.exit()` may end the process later, so that another one sends by
   * OTLP/HTTP what waits; nothing is started when nothing waits, and `0` starts nothing. @defaultValue `1_500`
   */
  readonly exitTimeout?: number;
  /** Milliseconds from the signal to the kill, as the platform has it; when the deadlines above take longer together, a warning at start says so. @defaultValue `30_000` */
  readonly grace?: number;
  /** Signals before which the last telemetry is sent, also where nothing else listens for them. The process still ends by them. @defaultValue `['SIGTERM', 'SIGINT']` */
  readonly signals?: readonly EndingSignal[];
}

/**
 * Everything that `ObservabilityModule.forRoot()` accepts. Each field has a default; an unknown key, a wrong type or
 * a value out of range fails the bootstrap with one message that lists every problem.
 */
export interface ObservabilityOptions {
  readonly service?: ServiceOptions;
  /** `false` turns traces off. */
  readonly tracing?: boolean | TracingOptions;
  /** `false` turns metrics off. */
  readonly metrics?: boolean | MetricsOptions;
  /** `false` leaves logging as Nest has it. */
  readonly logging?: boolean | LoggingOptions;
  readonly sampling?: SamplingOptions;
  readonly propagation?: PropagationOptions;
  /** `false` observes no schedules, events and queues. */
  readonly background?: boolean | BackgroundOptions;
  readonly http?: HttpOptions;
  /** `false` leaves messages of microservices alone. */
  readonly messaging?: boolean | MessagingOptions;
  readonly graphql?: GraphqlOptions;
  /** `false` serves no health endpoints. */
  readonly health?: boolean | HealthOptions;
  /** `true` moves `/metrics` to a second listener, with details of health and switches. @defaultValue `false` */
  readonly management?: boolean | ManagementOptions;
  readonly redaction?: RedactionOptions;
  /** `false` observes no database. */
  readonly database?: boolean | DatabaseOptions;
  /** `true` keeps the audit trail in the database, `false` records nothing. @defaultValue records are log lines, without evidence */
  readonly audit?: boolean | AuditOptions;
  /** One backend, or a list of several that do not hold one another back. */
  readonly otlp?: OtlpOptions | readonly OtlpOptions[];
  readonly errors?: ErrorOptions;
  readonly shutdown?: ShutdownOptions;
  /** `false` gives nothing up, however late the event loop is. */
  readonly shedding?: boolean | SheddingOptions;
  /** Settings that production refuses and that you want there all the same: what they show or let in is everybody's. @defaultValue `[]` */
  readonly allowUnsafe?: readonly ('health.details' | 'propagation.trust')[];
  /**
   * Names the actor of a request; runs after the guards, so that `request.user` is there.
   * What it throws is reported once and never reaches the request, which waits a second at most for an answer.
   */
  readonly identify?: (request: never) => Actor | undefined | Promise<Actor | undefined>;
}
