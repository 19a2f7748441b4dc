import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { AlwaysOnSampler, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { resolveOptions } from '../config/resolve-options.js';
import { FaultLog } from '../core/fault-log.js';
import { LoadShedding } from '../core/load-shedding.js';
import { SharedMetricReader } from '../metrics/shared-metric-reader.js';
import { Redactor } from '../redaction/redactor.js';
import { OtlpExporters } from './exporters/otlp-exporters.js';
import { ExportPipelines } from './pipeline/export-pipelines.js';
import { SheddingTracer } from './shedding/shedding.tracer.js';
import { LeanTracer } from './spans/lean-tracer.js';
import { startSdk } from './start-sdk.js';
import { TelemetryTaps } from './telemetry-taps.js';

const queue = { maxBytes: 1_048_576, maxAgeMs: 1_000, maxParallel: 1 };
const parts = () => ({
  taps: new TelemetryTaps(),
  reader: new SharedMetricReader(),
  exporters: new OtlpExporters(new ExportPipelines({ queue, faults: new FaultLog() }), 100),
  faults: new FaultLog(),
  redactor: new Redactor(),
  shedding: new LoadShedding(),
});

describe('the pinned NodeSDK', () => {
  // It registers its providers, which would be those of somebody else for the specs below.
  afterEach(() => {
    for (const api of [trace, metrics, logs, context, propagation]) api.disable();
  });

  it('keeps its providers in the fields that startSdk() reads', async () => {
    const sdk = new NodeSDK({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })],
      metricReaders: [new SharedMetricReader()],
      logRecordProcessors: [new BatchLogRecordProcessor({ exporter: new InMemoryLogRecordExporter() })],
      textMapPropagator: null,
    });
    sdk.start();
    const { _tracerProvider, _meterProvider, _loggerProvider } = sdk as unknown as Record<string, object>;
    expect(_tracerProvider).toHaveProperty('getTracer');
    expect(_meterProvider).toHaveProperty('getMeter');
    expect(_loggerProvider).toHaveProperty('getLogger');
    await sdk.shutdown();
  });

  it('makes no provider for what it is given no processor and no reader for', async () => {
    const sdk = new NodeSDK({ spanProcessors: [], metricReaders: [], logRecordProcessors: [] });
    sdk.start();
    const { _tracerProvider, _meterProvider } = sdk as unknown as Record<string, object | undefined>;
    expect([_tracerProvider, _meterProvider]).toEqual([undefined, undefined]);
    await sdk.shutdown();
  });
});

describe('startSdk()', () => {
  it('starts the signals that are on', async () => {
    const sdk = await startSdk(resolveOptions({ service: { name: 'orders' } }, {}), parts());
    expect(sdk.tracers).toBeDefined();
    expect((sdk.operationTracer as SheddingTracer).tracer).toBeInstanceOf(LeanTracer);
    expect(sdk.meters).toBeDefined();
    expect(sdk.otlpLogger).toBeUndefined();
    await sdk.shutdown();
    sdk.release();
  });

  it('starts nothing when the SDK is disabled', async () => {
    const sdk = await startSdk(resolveOptions({}, { OTEL_SDK_DISABLED: 'true' }), parts());
    expect([sdk.tracers, sdk.meters, sdk.otlpLogger]).toEqual([undefined, undefined, undefined]);
    await sdk.shutdown();
    sdk.release();
  });

  it('names no exporter of its own accord, whatever the variables of other SDKs say', async () => {
    const sdk = await startSdk(resolveOptions({ tracing: false, metrics: false }, {}), {
      ...parts(),
      reader: undefined,
    });
    expect([sdk.tracers, sdk.meters]).toEqual([undefined, undefined]);
    await sdk.shutdown();
    sdk.release();
  });
});
