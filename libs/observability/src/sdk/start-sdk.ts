import { diag, DiagConsoleLogger, DiagLogLevel, logs, metrics, trace } from '@opentelemetry/api';
import type { Logger, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { context } from '@opentelemetry/api';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { scopeName } from '../core/names.js';
import { otlpLogExporter } from './exporters/otlp-exporters.js';
import { observeOutgoingHttp } from './process-instrumentations.js';
import { resourceDetectors, resourceOf } from './resource.js';
import { RoutedTracerProvider } from './routed-tracer-provider.js';
import { spanPipeline } from './span-pipeline.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** What one application has of the SDK. */
export interface StartedSdk {
  readonly tracers: TracerProvider | undefined;
  readonly meters: MeterProvider | undefined;
  /** Present when log records leave by OTLP. */
  readonly otlpLogger: Logger | undefined;
  /** Sends what is left. May take as long as an export may. */
  shutdown(): Promise<void>;
}

/** What is started beside the options. */
export interface SdkParts {
  readonly taps: TelemetryTaps;
  readonly reader: IMetricReader | undefined;
}

/**
 * Providers of a started `NodeSDK`. It has no getters for them, and what it registers globally is the first application's;
 * `start-sdk.spec.ts` pins the fields for the exact version that package.json names.
 */
interface NodeSdkProviders {
  readonly _tracerProvider?: TracerProvider;
  readonly _meterProvider?: MeterProvider;
  readonly _loggerProvider?: { getLogger(name: string): Logger };
}

/** Starts the OpenTelemetry SDK of one application; with `OTEL_SDK_DISABLED` only the context works. */
export async function startSdk(options: ResolvedOptions, { taps, reader }: SdkParts): Promise<StartedSdk> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (options.disabled) return { tracers: undefined, meters: undefined, otlpLogger: undefined, shutdown };
  const spans = options.tracing.enabled ? await spanPipeline(options, taps) : undefined;
  const sdk = new NodeSDK({
    resource: resourceOf(options),
    resourceDetectors: [...resourceDetectors],
    spanProcessors: spans?.processors ?? [],
    ...(spans && { sampler: spans.sampler }),
    metricReaders: reader ? [reader] : [],
    logRecordProcessors: await logProcessors(options),
    instrumentations: [],
  });
  startQuietly(sdk);
  const { _tracerProvider, _meterProvider, _loggerProvider } = sdk as unknown as NodeSdkProviders;
  if (options.tracing.enabled && options.tracing.outgoingHttp) observeOutgoingHttp();
  return {
    tracers: _tracerProvider,
    meters: _meterProvider,
    otlpLogger: options.otlp.logs && _loggerProvider?.getLogger(scopeName),
    async shutdown() {
      releaseGlobals(_meterProvider, _loggerProvider);
      await sdk.shutdown();
    },
  };
}

async function shutdown(): Promise<void> {}

async function logProcessors({ otlp, logging }: ResolvedOptions): Promise<BatchLogRecordProcessor[]> {
  if (!otlp.logs) return [];
  const { scheduledDelayMs, exportTimeoutMs, maxQueueSize, maxExportBatchSize } = logging.batch;
  return [
    new BatchLogRecordProcessor({
      exporter: await otlpLogExporter(otlp.logs),
      scheduledDelayMillis: scheduledDelayMs,
      exportTimeoutMillis: exportTimeoutMs,
      maxQueueSize,
      maxExportBatchSize,
    }),
  ];
}

/**
 * The API gets our routing provider first, so that tracers which the application took before the start find their way too;
 * the SDK then complains about a duplicate, which is what is wanted here and would only confuse.
 */
function startQuietly(sdk: NodeSDK): void {
  trace.setGlobalTracerProvider(new RoutedTracerProvider());
  const level = process.env['OTEL_LOG_LEVEL']?.trim().toUpperCase();
  diag.disable();
  sdk.start();
  if (level !== undefined && level in DiagLogLevel) {
    diag.setLogger(new DiagConsoleLogger(), DiagLogLevel[level as keyof typeof DiagLogLevel]);
  }
}

/** Leaves the API free for the next application of the process. */
function releaseGlobals(meters: unknown, loggers: unknown): void {
  if (metrics.getMeterProvider() === meters) metrics.disable();
  if (logs.getLoggerProvider() === loggers) logs.disable();
}
