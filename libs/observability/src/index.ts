export { Audited, type AuditedDecorator } from './audit/audited.decorator.js';
export type {
  AuditAtomic,
  AuditedOptions,
  AuditLoading,
  AuditOnWriteError,
  AuditPii,
  DeniedRequest,
} from './audit/audited-options.js';
export { ObservabilityConfigurationError } from './config/observability-configuration.error.js';
export type { ConfigurationProblem } from './config/configuration-problem.js';
export type { Actor } from './context/actor.js';
export { RequestContext } from './context/request-context.js';
export type { FieldValue } from './context/request-scope.js';
export { preserveIdentity } from './core/identity.js';
export type { OperationKind, Outcome } from './core/operation.js';
export type { ErrorReporter, ReportedError, ReportedLine } from './errors/error-reporter.js';
export type { ExceptionOrigin } from './errors/recorded-exception.js';
export type { ReadinessIndicator } from './health/readiness-indicator.js';
export { ManagementListener } from './management-listener.js';
export { ObservabilityModule } from './observability.module.js';
export type {
  AuditKeysOptions,
  AuditHealthOptions,
  AuditOptions,
  BackgroundOptions,
  BaggageOptions,
  CollapseOptions,
  DatabaseOptions,
  CardinalityOptions,
  EndingSignal,
  ExportQueueOptions,
  ForwardedOptions,
  HealthOptions,
  ErrorOptions,
  GraphqlOptions,
  HttpBodyOptions,
  HttpHeadersOptions,
  HttpOptions,
  InjectOptions,
  LogDestination,
  LoggingOptions,
  LogSamplingOptions,
  LogLevel,
  MessageCarrier,
  MessageHeaders,
  MessagePacket,
  MessageTransport,
  MessageTrustOption,
  MessagingOptions,
  ManagementOptions,
  MetricsOptions,
  NPlusOneOptions,
  ObservabilityOptions,
  OtlpEndpointsOptions,
  OtlpHeaders,
  OtlpHeadersProvider,
  OtlpHeadersRequest,
  OtlpOptions,
  OutgoingHttpOptions,
  PropagatedMessage,
  PropagationOptions,
  PropagationTrust,
  OtlpSignal,
  OtlpTlsOptions,
  ReceivedMessage,
  PseudonymOptions,
  RedactionDetector,
  RedactionNotice,
  RedactionOptions,
  SamplingOptions,
  SamplingRule,
  SamplingRuleValue,
  ServiceOptions,
  SheddingOptions,
  ShutdownOptions,
  SlowTraceOptions,
  SpanLimitOptions,
  TailBufferOptions,
  TailSamplingOptions,
  TracingOptions,
} from './observability.options.js';
export { Sensitive } from './redaction/sensitive.decorator.js';
export { keep } from './sampling/keep.js';
export { flushTelemetry, type FlushOptions } from './sdk/shutdown/flush-telemetry.js';
export type { FlushReport, ItemCounts } from './sdk/shutdown/flush-report.js';
export { TelemetryFlush } from './sdk/shutdown/telemetry-flush.js';
export { LiveSettings, type LiveSetting } from './sdk/switch/live-settings.js';
export { ObservabilitySwitch, type SwitchedSignal } from './sdk/switch/observability-switch.js';
export { TelemetryTaps, type TelemetryListener } from './sdk/telemetry-taps.js';
export { SpanAttribute } from './tracing/span-attribute.decorator.js';
export { Traced, type TracedDecorator } from './tracing/traced.decorator.js';
export type { TracedOptions } from './tracing/traced-options.js';
export { detached } from './transports/background/detached.js';
export { Untraced } from './tracing/untraced.decorator.js';
