import type { Attributes } from '@opentelemetry/api';
import type {
  CardinalityOptions,
  EndingSignal,
  ErrorOptions,
  HealthOptions,
  LogDestination,
  LogLevel,
  MessageTrustOption,
  ObservabilityOptions,
  PropagationTrust,
  RedactionOptions,
  SamplingRule,
  TailBufferOptions,
  OtlpHeaders,
  OtlpHeadersProvider,
  OtlpSignal,
} from '../observability.options.js';
import type { ResolvedBackground } from './resolve-background.js';
import type { ResolvedOutgoingHttp } from './resolve-outgoing-http.js';
import type { ResolvedDatabase } from './resolve-database.js';
import type { ResolvedSpanLimits } from './resolve-span-limits.js';
import type { ResolvedGraphql, ResolvedMessaging } from './resolved-entrances.js';
import type { ResolvedAudit } from './resolved-audit.js';
import type { ResolvedHttp } from './resolved-http.js';
import type { ResolvedManagement } from './resolved-management.js';
import type { ResolvedShedding } from './shedding.schema.js';

/** An exit of a signal. Metrics also have `/metrics`, logs also have standard output: those are not in the list. */
export type SignalExporter = 'otlp' | 'console';

/** How OTLP travels. */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/** Trust and identity of a TLS connection, as PEM. Never print them. */
export interface OtlpTls {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** The files that they were read from, and are read from again when they change; absent when all is given as text. */
  readonly files?: { readonly [Part in 'ca' | 'cert' | 'key']?: string } | undefined;
}

/** Where headers that change come from; they come after those that are given and before those that are fixed. */
export interface RotatingHeaders {
  readonly provide: OtlpHeadersProvider | undefined;
  readonly file: string | undefined;
  /** Of the standard variables, which win. */
  readonly fixed: OtlpHeaders;
}

/** Where one signal goes by OTLP. */
export interface OtlpTarget {
  /** Complete URL, e.g. `http://localhost:4318/v1/traces`; for gRPC only its host and port count. */
  readonly url: string;
  /** Names in lower case. May hold credentials: never print them. */
  readonly headers: OtlpHeaders;
  /** Absent when `headers` is all there is. */
  readonly rotating?: RotatingHeaders | undefined;
  readonly protocol: OtlpProtocol;
  readonly compression: 'gzip' | 'none';
  /** Milliseconds for one export. */
  readonly timeoutMs: number;
  /** Absent when Node's own trust is enough. */
  readonly tls?: OtlpTls | undefined;
  /** Absent when that of the first backend is good for this one. */
  readonly queue?: ResolvedQueue | undefined;
}

/** Bounds of what waits for one backend, for each signal. */
export interface ResolvedQueue {
  /** Bytes, compressed where exports are. */
  readonly maxBytes: number;
  /** Items that may wait, of spans and of log records; `undefined` is as many as `maxBytes` holds. */
  readonly maxItems?: number | undefined;
  readonly maxAgeMs: number;
  /** Requests that may be open at once. */
  readonly maxParallel: number;
}

/** Bounds of a batch processor. */
export interface BatchLimits {
  readonly scheduledDelayMs: number;
  readonly exportTimeoutMs: number;
  /** Items waiting; the rest is dropped. `undefined`: as many as the memory of the queue holds. */
  readonly maxQueueSize: number | undefined;
  /** At most `maxQueueSize`. */
  readonly maxExportBatchSize: number;
}

/** Who emits the telemetry. */
export interface ResolvedService {
  readonly name: string;
  readonly version: string | undefined;
  readonly namespace: string | undefined;
  readonly instanceId: string;
  readonly environment: string;
}

/** Which new traces are kept. */
export interface ResolvedSampler {
  /** Share of traces, 0 to 1; 1 is always on, 0 always off. */
  readonly ratio: number;
  /** Whether the decision of a caller that sent a trace context is followed. */
  readonly followsParent: boolean;
}

/** Traces. */
export interface ResolvedTracing {
  readonly enabled: boolean;
  /** Empty when disabled, or when nothing names an exit. */
  readonly exporters: readonly SignalExporter[];
  readonly sampler: ResolvedSampler;
  readonly outgoingHttp: ResolvedOutgoingHttp;
  readonly batch: BatchLimits;
  readonly limits: ResolvedSpanLimits;
  /** Formats that carry the trace context in headers. */
  readonly propagators: readonly ('tracecontext' | 'baggage')[];
}

/** Which traces are kept, beyond the sampler. */
export interface ResolvedSampling {
  readonly rules: readonly SamplingRule[];
  /** Traces a second; `undefined` is no limit. */
  readonly rateLimit: number | undefined;
  /** `undefined` when the start decides alone. */
  readonly tail:
    | {
        /** `undefined` when nothing is kept for being slow. */
        readonly slow:
          | {
              readonly threshold: number;
              /** Milliseconds; infinite is never slow. */
              readonly routes: ReadonlyMap<string, number>;
              readonly adaptive: boolean;
            }
          | undefined;
        readonly limits: Readonly<Required<TailBufferOptions>>;
      }
    | undefined;
}

/** The trace between services. */
export interface ResolvedPropagation {
  readonly trust: PropagationTrust;
  /** Whether messages from behind a broker continue a trace. */
  readonly messages: MessageTrustOption;
  readonly baggage: {
    readonly keys: ReadonlySet<string>;
    readonly maxEntries: number;
    readonly maxBytes: number;
  };
  /** Hosts that get the trace context, in lower case; `undefined` is every host. */
  readonly injectHosts: readonly string[] | undefined;
}

/** Which debug and info lines are written. */
export interface ResolvedLogSampling {
  readonly ratio: number;
  readonly linesPerTrace: number;
  readonly bytes: number;
}

/** Metrics. */
export interface ResolvedMetrics {
  readonly enabled: boolean;
  /** Push exits; `/metrics` is `path`. */
  readonly exporters: readonly SignalExporter[];
  /** Where Prometheus scrapes; `false` serves nothing. */
  readonly path: string | false;
  readonly runtime: boolean;
  readonly defaultMetrics: boolean;
  readonly exemplars: boolean;
  /** Seconds, ascending. */
  readonly durationBuckets: readonly number[];
  readonly cardinality: Readonly<Required<CardinalityOptions>>;
  readonly exportIntervalMs: number;
  /** At most `exportIntervalMs`. */
  readonly exportTimeoutMs: number;
}

/** Logs. */
export interface ResolvedLogging {
  readonly enabled: boolean;
  /** Exits beside the log lines themselves. */
  readonly exporters: readonly Extract<SignalExporter, 'otlp'>[];
  readonly level: LogLevel;
  readonly pretty: boolean;
  /** `undefined` is standard output. */
  readonly destination: LogDestination | undefined;
  readonly requestLine: boolean;
  /** `undefined` writes every line. */
  readonly sampling: ResolvedLogSampling | undefined;
  /** Bytes. */
  readonly maxBuffer: number;
  readonly batch: BatchLimits;
}

/** The redaction policy. The key of pseudonyms is there when anything has one. */
export type ResolvedRedaction = RedactionOptions & {
  readonly keys: readonly string[];
  readonly censor: string;
};

/** Health endpoints. */
export interface ResolvedHealth {
  readonly enabled: boolean;
  readonly livenessPath: string;
  readonly readinessPath: string;
  readonly indicators: NonNullable<HealthOptions['indicators']>;
  readonly timeoutMs: number;
  readonly cacheForMs: number;
  readonly maxEventLoopDelayMs: number;
  readonly details: boolean;
}

/** How the process leaves. */
export interface ResolvedShutdown {
  readonly flushTimeoutMs: number;
  readonly drainWaitMs: number;
  readonly inFlightTimeoutMs: number;
  /** 0 sends nothing at an abrupt end. */
  readonly exitTimeoutMs: number;
  readonly graceMs: number;
  readonly signals: readonly EndingSignal[];
}

/** What `OBSERVABILITY_DISABLED` may name. */
export type SwitchableSignal = 'traces' | 'metrics' | 'logs' | 'audit';

/** Errors. */
export interface ResolvedErrors {
  readonly expected: ErrorOptions['expected'] | undefined;
  readonly exposeTraceId: boolean;
  readonly reporters: NonNullable<ErrorOptions['reporters']>;
  /** Where exceptions of observed work are written: as events of spans, as log records, or both. */
  readonly signal: 'events' | 'logs' | 'both';
}

/** Severity from which the SDK reports about itself. */
export type DiagnosticLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';

/** {@link ObservabilityOptions} with every default filled in and the environment applied. */
export interface ResolvedOptions {
  /** `OTEL_SDK_DISABLED`: the application runs, telemetry does not. All exporters are empty then. */
  readonly disabled: boolean;
  readonly service: ResolvedService;
  /** Every resource attribute, those of `service` included, by their OpenTelemetry names. */
  readonly resource: Attributes;
  readonly tracing: ResolvedTracing;
  readonly metrics: ResolvedMetrics;
  readonly logging: ResolvedLogging;
  readonly sampling: ResolvedSampling;
  readonly propagation: ResolvedPropagation;
  readonly background: ResolvedBackground;
  readonly http: ResolvedHttp;
  readonly messaging: ResolvedMessaging;
  readonly graphql: ResolvedGraphql;
  readonly health: ResolvedHealth;
  readonly database: ResolvedDatabase;
  /** Absent when everything is served on the application's own port. */
  readonly management: ResolvedManagement | undefined;
  readonly audit: ResolvedAudit;
  readonly errors: ResolvedErrors;
  readonly redaction: ResolvedRedaction;
  /** The backends of each signal; none unless its exporters contain `otlp`. */
  readonly otlp: Readonly<Record<OtlpSignal, readonly OtlpTarget[]>> & { readonly queue: ResolvedQueue };
  readonly diagnosticLevel: DiagnosticLevel;
  readonly shutdown: ResolvedShutdown;
  readonly shedding: ResolvedShedding;
  /** What `OBSERVABILITY_DISABLED` names. */
  readonly switchedOff: ReadonlySet<SwitchableSignal>;
  readonly identify: ObservabilityOptions['identify'] | undefined;
}
