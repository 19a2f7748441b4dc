import { diag, DiagLogLevel, logs, metrics } from '@opentelemetry/api';
import type { Logger, MeterProvider, Tracer, TracerProvider } from '@opentelemetry/api';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { ResolvedSpanLimits } from '../config/resolve-span-limits.js';
import { scopeName } from '../core/names.js';
import type { FaultLog } from '../core/fault-log.js';
import type { SiblingProcessor } from '../sampling/sibling.processor.js';
import type { LoadShedding } from '../core/load-shedding.js';
import type { AdjustableSampler } from '../sampling/adjustable-sampler.js';
import type { TailSampler } from '../sampling/tail-sampler.js';
import type { Redactor } from '../redaction/redactor.js';
import { foreignTracerProvider } from './coexistence.js';
import { JoiningTracer, JoiningTracerProvider } from './joining-tracer-provider.js';
import type { OtlpExporters } from './exporters/otlp-exporters.js';
import { MaskingLogProcessor } from './masking/masking-log.processor.js';
import { useProcessGlobals } from './process-globals.js';
import { operationTracer } from './spans/operation-tracer.js';
import type { SpanCuts } from './spans/span-cuts.js';
import { PooledIds } from './spans/pooled-ids.js';
import { resourceDetectors } from './resource.js';
import { SdkDiagnostics } from './sdk-diagnostics.js';
import { SheddingTracer, SheddingTracerProvider } from './shedding/shedding.tracer.js';
import { spanPipeline, type SpanPipeline } from './span-pipeline.js';
import type { TelemetryTaps } from './telemetry-taps.js';

/** What one application has of the SDK. */
export interface StartedSdk {
  readonly tracers: TracerProvider | undefined;
  /** Of who set OpenTelemetry up before this library. */
  readonly foreignTracers: TracerProvider | undefined;
  /** For the spans of operations; present when `tracers` is. */
  readonly operationTracer: Tracer | undefined;
  /** Present when the end of a trace decides what leaves. */
  readonly tail: TailSampler | undefined;
  /** Present when databases are observed. */
  readonly siblings: SiblingProcessor | undefined;
  /** What spans lost to their limits. */
  readonly cuts: SpanCuts | undefined;
  /** What decides when a trace starts; present when `tracers` is. */
  readonly head: AdjustableSampler | undefined;
  readonly meters: MeterProvider | undefined;
  /** Present when log records leave by OTLP. */
  readonly otlpLogger: Logger | undefined;
  /** Sends what has ended so far; rejects with the first failure. May take as long as an export may. */
  flush(): Promise<void>;
  /** Sends what is left. May take as long as an export may. */
  shutdown(): Promise<void>;
  /** Leaves the OpenTelemetry API free for the next application of the process. */
  release(): void;
}

/** What is started beside the options. */
export interface SdkParts {
  readonly taps: TelemetryTaps;
  readonly reader: IMetricReader | undefined;
  /** Bounds the meters that the application itself uses. */
  readonly governMeters?: ((meters: MeterProvider) => MeterProvider) | undefined;
  readonly exporters: OtlpExporters;
  readonly shedding: LoadShedding;
  /** Where the SDK's own errors and warnings are told. */
  readonly faults: FaultLog;
  readonly redactor: Redactor;
}

/**
 * Providers of a started `NodeSDK`. It has no getters for them, and what it registers globally is the first application's;
 * `start-sdk.spec.ts` pins the fields for the exact version that package.json names.
 */
interface NodeSdkProviders {
  readonly _tracerProvider?: TracerProvider & Flushable;
  readonly _meterProvider?: MeterProvider & Flushable;
  readonly _loggerProvider?: { getLogger(name: string): Logger } & Flushable;
}

interface Flushable {
  forceFlush(): Promise<void>;
}

/** Starts the OpenTelemetry SDK of one application; with `OTEL_SDK_DISABLED` only the context works. */
export async function startSdk(options: ResolvedOptions, parts: SdkParts): Promise<StartedSdk> {
  if (options.disabled) return idleSdk();
  const { reader } = parts;
  const spans = options.tracing.enabled ? await spanPipeline(options, parts) : undefined;
  const { otlp, logging } = options;
  const logRecordProcessors = await parts.exporters.logs(otlp.logs, logging.batch);
  const foreign = options.tracing.enabled ? foreignTracerProvider() : undefined;
  const releaseProcess = useProcessGlobals(options.tracing.propagators);
  const sdk = new NodeSDK({
    resourceDetectors: resourceDetectors(options),
    spanProcessors: spans?.processors ?? [],
    ...(spans && {
      sampler: spans.sampler,
      idGenerator: new PooledIds(),
      spanLimits: sdkLimits(options.tracing.limits),
    }),
    metricReaders: reader ? [reader] : [],
    logRecordProcessors:
      logRecordProcessors.length > 0 ? [new MaskingLogProcessor(parts.redactor), ...logRecordProcessors] : [],
    instrumentations: [],
    textMapPropagator: null,
  });
  startQuietly(sdk, options, parts.faults);
  const { _tracerProvider, _meterProvider, _loggerProvider } = sdk as unknown as NodeSdkProviders;
  const globalMeters = useMeters(_meterProvider, parts.governMeters);
  return {
    ...shedding(tracersOf(_tracerProvider, foreign, spans), parts.shedding, spans),
    tail: spans?.tail,
    siblings: spans?.siblings,
    cuts: spans?.cuts,
    head: spans?.head,
    meters: _meterProvider,
    otlpLogger: options.otlp.logs.length > 0 ? _loggerProvider?.getLogger(scopeName) : undefined,
    async flush() {
      const providers = [_tracerProvider, _meterProvider, _loggerProvider];
      await Promise.all(providers.map(provider => provider?.forceFlush()));
    },
    shutdown: () => sdk.shutdown(),
    release() {
      if (metrics.getMeterProvider() === globalMeters) metrics.disable();
      if (logs.getLoggerProvider() === _loggerProvider) logs.disable();
      releaseProcess();
    },
  };
}

/** What the SDK registered is replaced by what the application shall use; somebody else's is left alone. */
function useMeters(
  own: MeterProvider | undefined,
  govern: SdkParts['governMeters'],
): MeterProvider | undefined {
  if (!own || !govern || metrics.getMeterProvider() !== own) return own;
  metrics.disable();
  const governed = govern(own);
  metrics.setGlobalMeterProvider(governed);
  return governed;
}

/** Spans of requests whose server span is another set-up's are made by that, all others by our own provider. */
function tracersOf(
  own: TracerProvider | undefined,
  foreign: TracerProvider | undefined,
  spans: SpanPipeline | undefined,
): Pick<StartedSdk, 'tracers' | 'operationTracer' | 'foreignTracers'> {
  const tracer = own && operationTracer(own, spans?.followsLocalParent === true, spans?.tail !== undefined);
  if (!own || !tracer || !foreign) return { tracers: own, operationTracer: tracer, foreignTracers: foreign };
  return {
    tracers: new JoiningTracerProvider(own, foreign),
    operationTracer: new JoiningTracer(tracer, foreign.getTracer(scopeName)),
    foreignTracers: foreign,
  };
}

/** Values are cut by the processor. */
function sdkLimits({ attributes, events, links }: ResolvedSpanLimits): SpanLimits {
  return {
    attributeCountLimit: attributes,
    eventCountLimit: events,
    linkCountLimit: links,
    attributeValueLengthLimit: Infinity,
  };
}

type Tracers = ReturnType<typeof tracersOf>;

/** The same tracers, which make no child spans while the process has no time for them. */
function shedding(made: Tracers, load: LoadShedding, spans: SpanPipeline | undefined): Tracers {
  const { tracers, operationTracer: own } = made;
  if (!tracers || !own || !spans) return made;
  return {
    ...made,
    tracers: new SheddingTracerProvider(tracers, load, spans.childShed),
    operationTracer: new SheddingTracer(own, load, spans.childShed),
  };
}

function idleSdk(): StartedSdk {
  const release = useProcessGlobals(undefined);
  return {
    tracers: undefined,
    foreignTracers: undefined,
    operationTracer: undefined,
    tail: undefined,
    siblings: undefined,
    cuts: undefined,
    head: undefined,
    meters: undefined,
    otlpLogger: undefined,
    flush: async () => undefined,
    shutdown: async () => undefined,
    release,
  };
}

/**
 * The API has our routing provider and context already, so the SDK complains that it cannot register its own; that is what
 * is wanted here and would only confuse.
 */
function startQuietly(sdk: NodeSDK, { diagnosticLevel }: ResolvedOptions, faults: FaultLog): void {
  diag.disable();
  sdk.start();
  const logLevel = DiagLogLevel[diagnosticLevel.toUpperCase() as keyof typeof DiagLogLevel];
  diag.setLogger(new SdkDiagnostics(faults), { logLevel, suppressOverrideMessage: true });
}
