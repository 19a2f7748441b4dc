import type { Meter, TracerProvider } from '@opentelemetry/api';
import type { AuditRuntime } from '../audit/audit-runtime.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { EndpointHandler } from '../core/endpoint.js';
import { FaultLog, type FaultListener, type RecoveryListener } from '../core/fault-log.js';
import { scopeName } from '../core/names.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import { activateRuntime, deactivateRuntime, Runtime } from '../core/runtime.js';
import { OtlpExporters } from './exporters/otlp-exporters.js';
import { ExportPipelines } from './pipeline/export-pipelines.js';
import { observePipelines } from './pipeline/pipeline-metrics.js';
import { OperationLogRecorder } from '../logging/operation-log.recorder.js';
import { openDestination } from '../logging/pino/log-destination.js';
import { RoutedNestLogger } from '../logging/pino/routed-nest-logger.js';
import { Redactor } from '../redaction/redactor.js';
import { SpanRecorder } from '../tracing/span.recorder.js';
import { startAudit, type StartedAudit } from './start-audit.js';
import { startErrors, type StartedErrors } from './start-errors.js';
import { startLogging, type StartedLogging } from './start-logging.js';
import { startMetrics, type StartedMetrics } from './start-metrics.js';
import { startSdk, type StartedSdk } from './start-sdk.js';
import { TelemetryTaps } from './telemetry-taps.js';

/** Everything that was started. */
interface TelemetryParts {
  readonly options: ResolvedOptions;
  readonly redactor: Redactor;
  readonly taps: TelemetryTaps;
  readonly logging: StartedLogging | undefined;
  readonly metrics: StartedMetrics | undefined;
  readonly sdk: StartedSdk;
  readonly audit: StartedAudit;
  readonly errors: StartedErrors;
  readonly faults: FaultLog;
  readonly pipelines: ExportPipelines;
}

/** The running telemetry of one application: what the module wires to Nest. */
export class Telemetry {
  readonly runtime: Runtime;
  private stopping: Promise<void> | undefined;
  /** Ends the watch for what nobody catches. */
  private readonly unwatch: () => void;

  private constructor(private readonly parts: TelemetryParts) {
    this.runtime = new Runtime(
      recordersOf(parts),
      parts.faults,
      parts.sdk.tracers,
      () =>
        parts.taps.watched ||
        parts.options.tracing.exporters.length > 0 ||
        parts.sdk.foreignTracers !== undefined,
      parts.errors.watcher,
    );
    parts.audit.audit.attachTo(this.runtime);
    activateRuntime(this.runtime);
    this.unwatch = parts.errors.watchProcess(this.runtime);
  }

  get options(): ResolvedOptions {
    return this.parts.options;
  }

  get redactor(): Redactor {
    return this.parts.redactor;
  }

  get taps(): TelemetryTaps {
    return this.parts.taps;
  }

  get logging(): StartedLogging | undefined {
    return this.parts.logging;
  }

  /** Where metrics are recorded; absent where they are off. */
  get meter(): Meter | undefined {
    return this.parts.sdk.meters?.getMeter(scopeName);
  }

  /** Who set OpenTelemetry up before this library, and makes server spans. */
  get foreignTracers(): TracerProvider | undefined {
    return this.parts.sdk.foreignTracers;
  }

  get audit(): AuditRuntime {
    return this.parts.audit.audit;
  }

  /** Starts everything that the options ask for. */
  static async start(
    options: ResolvedOptions,
    onFault: FaultListener,
    onRecovery?: RecoveryListener,
  ): Promise<Telemetry> {
    // First, because a path that cannot be written fails the bootstrap and must leave nothing running.
    const destination = options.logging.enabled ? openDestination(options.logging) : undefined;
    const redactor = new Redactor(options.redaction);
    const faults = new FaultLog(onFault, onRecovery);
    const pipelines = new ExportPipelines({ queue: options.otlp.queue, faults });
    const exporters = new OtlpExporters(pipelines, options.shutdown.flushTimeoutMs);
    const metrics =
      options.metrics.enabled && !options.disabled
        ? await startMetrics(options, { exporters, faults })
        : undefined;
    const taps = new TelemetryTaps(metrics && { collectMetrics: () => metrics.collect() });
    const sdk = await startSdk(options, { taps, reader: metrics?.reader, exporters, faults });
    if (sdk.meters) {
      metrics?.begin(sdk.meters);
      observePipelines(sdk.meters.getMeter(scopeName), pipelines);
    }
    const logging =
      destination && startLogging(options, { destination, redactor, taps, otlpLogger: sdk.otlpLogger });
    const audit = startAudit({ options: options.audit, faults, redactor, logging });
    const { otlpLogger } = sdk;
    const errors = startErrors(options, { faults, redactor, logging, metrics, otlpLogger });
    return new Telemetry({
      options,
      redactor,
      taps,
      logging,
      metrics,
      sdk,
      audit,
      errors,
      faults,
      pipelines,
    });
  }

  /** The page that Prometheus scrapes. */
  get metricsEndpoint(): EndpointHandler | undefined {
    return this.parts.metrics?.endpoint;
  }

  /** Sends what is left, within the deadline of the options. Never rejects; further calls wait for the first. */
  stop(): Promise<void> {
    return (this.stopping ??= this.flush());
  }

  private async flush(): Promise<void> {
    const { metrics, sdk, pipelines, logging } = this.parts;
    await this.sendTheRest();
    metrics?.stop();
    pipelines.close();
    deactivateRuntime(this.runtime);
    sdk.release();
    RoutedNestLogger.release(this.runtime);
    this.unwatch();
    await logging?.output.close();
  }

  private async sendTheRest(): Promise<void> {
    const { sdk, options, faults } = this.parts;
    const milliseconds = options.shutdown.flushTimeoutMs;
    let timer: NodeJS.Timeout | undefined;
    // Someone waits for this one, so it holds the process.
    const deadline = new Promise<never>((_, reject) => {
      const late = new Error(`The last telemetry could not be sent within ${milliseconds} ms`);
      timer = setTimeout(() => reject(late), milliseconds);
    });
    const sent = this.audit.settled().then(() => sdk.shutdown());
    await Promise.race([sent, deadline]).catch((thrown: unknown) => faults.report('shutdown', thrown));
    clearTimeout(timer);
  }
}

function recordersOf(parts: TelemetryParts): OperationRecorder[] {
  const { sdk, metrics, logging, redactor, options, audit } = parts;
  const recorders: OperationRecorder[] = [audit.recorder];
  if (sdk.operationTracer) recorders.push(new SpanRecorder(sdk.operationTracer, redactor));
  if (metrics) recorders.push(metrics.recorder);
  if (logging && options.logging.requestLine) {
    recorders.push(new OperationLogRecorder(logging.lines, redactor));
  }
  return recorders;
}
