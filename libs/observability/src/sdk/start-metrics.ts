import type { MeterProvider } from '@opentelemetry/api';
import {
  AggregationTemporality,
  AggregationType,
  ConsoleMetricExporter,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { EndpointHandler } from '../core/endpoint.js';
import type { FaultLog } from '../core/fault-log.js';
import { scopeName } from '../core/names.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import { CardinalityGovernor } from '../metrics/cardinality/cardinality-governor.js';
import { countFolded, showSeries } from '../metrics/cardinality/cardinality-metrics.js';
import { GovernedMeterProvider } from '../metrics/cardinality/governed-meter-provider.js';
import { PromClientLimits } from '../metrics/cardinality/prom-client-limits.js';
import { ExemplarStore } from '../metrics/exemplar-store.js';
import { countErrors } from '../metrics/error-counter.js';
import { countFaults } from '../metrics/fault-counter.js';
import type { RecordingMeter } from '../metrics/metrics-source.js';
import { createMetricsEndpoint } from '../metrics/metrics.endpoint.js';
import { ensureDefaultMetrics } from '../metrics/prom-client-default-metrics.js';
import { PromClientProducer } from '../metrics/prom-client-producer.js';
import { RedRecorder } from '../metrics/red.recorder.js';
import { startRuntimeMetrics, type RuntimeMetrics } from '../metrics/runtime-metrics.js';
import { SeriesMeter } from '../metrics/series/series-meter.js';
import { SharedMetricReader, type MetricPushOptions } from '../metrics/shared-metric-reader.js';
import type { Redactor } from '../redaction/redactor.js';
import { labelMask } from './masking/label-mask.js';
import { maskedMetrics } from './masking/masked-metrics.js';
import type { OtlpExporters } from './exporters/otlp-exporters.js';

/** What the metrics of an application are made of. */
interface MadeMetrics {
  readonly reader: SharedMetricReader;
  /** Producers of the reader. */
  readonly series: SeriesMeter;
  readonly promClient: PromClientProducer;
  readonly governor: CardinalityGovernor;
  readonly options: ResolvedOptions;
  readonly faults: FaultLog;
}

/** The running metrics of one application: one reader, two exits. */
export class StartedMetrics {
  readonly endpoint: EndpointHandler | undefined;
  readonly recorder: OperationRecorder;
  /** Counts an error by its type, which must be bounded, and route. */
  readonly countError: (type: string, route: string | undefined) => void;
  private meter: RecordingMeter | undefined;
  private runtimeMetrics: RuntimeMetrics | undefined;

  constructor(private readonly made: MadeMetrics) {
    const { options, faults, reader } = made;
    const { exemplars: wanted, durationBuckets, path } = options.metrics;
    const exemplars = wanted ? new ExemplarStore() : undefined;
    const meter = (): RecordingMeter => this.startedMeter();
    const source = {
      get meter() {
        return meter();
      },
    };
    this.countError = countErrors(source);
    this.recorder = new RedRecorder({
      get meter() {
        return meter();
      },
      exemplars,
      durationBuckets,
    });
    this.endpoint =
      path === false
        ? undefined
        : createMetricsEndpoint({
            reader,
            exemplars,
            faults,
          });
  }

  /** Meters work from here on: the API hands out none that would wait for the SDK. */
  begin(provider: MeterProvider): void {
    const { reader, series, governor, faults, options } = this.made;
    const meter = provider.getMeter(scopeName);
    this.meter = wantsWhatSeriesAre(reader) ? series : this.govern(provider).getMeter(scopeName);
    countFaults(meter, faults);
    showSeries(this.meter, governor);
    countFolded(meter, governor);
    if (options.metrics.runtime) this.runtimeMetrics = startRuntimeMetrics(provider);
  }

  get reader(): SharedMetricReader {
    return this.made.reader;
  }

  /** The same meters for the application itself, with a bounded number of series. */
  readonly govern = (provider: MeterProvider): MeterProvider => {
    const { governor, faults } = this.made;
    return new GovernedMeterProvider(provider, { governor, faults });
  };

  /** What the application has made by now: its routes keep room in its metrics. */
  applicationMade(routes: Iterable<string>): void {
    this.made.governor.knowRoutes(routes);
    this.made.promClient.govern();
  }

  /** Everything measured so far. */
  async collect(): Promise<ResourceMetrics> {
    return (await this.made.reader.collect()).resourceMetrics;
  }

  stop(): void {
    this.runtimeMetrics?.stop();
    this.made.promClient.release();
  }

  private startedMeter(): RecordingMeter {
    if (!this.meter) throw new Error('Metrics were recorded before the SDK was started.');
    return this.meter;
  }
}

/** What metrics need of the application's telemetry. */
export interface MetricsParts {
  readonly exporters: OtlpExporters;
  readonly faults: FaultLog;
  readonly redactor: Redactor;
}

/** Makes the one reader with its push exit. */
export async function startMetrics(
  options: ResolvedOptions,
  { exporters, faults, redactor }: MetricsParts,
): Promise<StartedMetrics> {
  const { path, defaultMetrics, cardinality } = options.metrics;
  if (defaultMetrics) ensureDefaultMetrics();
  const governor = new CardinalityGovernor(cardinality, (name, message) =>
    faults.report(`metric ${name}`, message),
  );
  const mask = labelMask(redactor);
  const series = new SeriesMeter(scopeName, governor);
  const promClient = new PromClientProducer(undefined, {
    limits: cardinality.promClient ? new PromClientLimits(governor) : undefined,
    mask,
  });
  const reader = new SharedMetricReader({
    producers: [series, promClient],
    push: await pushOf(options, exporters),
    scraped: path !== false,
    // More than the governor lets through, and one without labels: the SDK's limit is for each collection and would fold once more.
    seriesLimit: cardinality.perMetric + 2,
    faults,
    mask: maskedMetrics(mask),
  });
  return new StartedMetrics({ reader, series, promClient, governor, options, faults });
}

const recorded = [
  InstrumentType.HISTOGRAM,
  InstrumentType.COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
];

/**
 * Whether the instruments of our own do what the exporter asks for: cumulative, with explicit buckets. Deltas and exponential
 * histograms are left to the SDK.
 */
function wantsWhatSeriesAre(reader: SharedMetricReader): boolean {
  return recorded.every(
    type =>
      reader.selectAggregation(type).type === AggregationType.DEFAULT &&
      reader.selectAggregationTemporality(type) === AggregationTemporality.CUMULATIVE,
  );
}

async function pushOf(
  { metrics, otlp, shutdown }: ResolvedOptions,
  otlpExporters: OtlpExporters,
): Promise<MetricPushOptions | undefined> {
  const exporters: PushMetricExporter[] = [];
  for (const target of otlp.metrics)
    exporters.push(await otlpExporters.metrics(target, metrics.path !== false));
  if (metrics.exporters.includes('console')) exporters.push(new ConsoleMetricExporter());
  if (exporters.length === 0) return undefined;
  return {
    exporters,
    interval: metrics.exportIntervalMs,
    timeout: metrics.exportTimeoutMs,
    lastTimeout: shutdown.flushTimeoutMs,
  };
}
