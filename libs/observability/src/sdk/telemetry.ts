import type { ResolvedOptions } from '../config/resolved-options.js';
import type { EndpointHandler } from '../core/endpoint.js';
import { FaultLog, type FaultListener } from '../core/fault-log.js';
import { scopeName } from '../core/names.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import { activateRuntime, deactivateRuntime, Runtime } from '../core/runtime.js';
import { OperationLogRecorder } from '../logging/operation-log.recorder.js';
import { Redactor } from '../redaction/redactor.js';
import { SpanRecorder } from '../tracing/span.recorder.js';
import { startLogging, type StartedLogging } from './start-logging.js';
import { startMetrics, type StartedMetrics } from './start-metrics.js';
import { startSdk, type StartedSdk } from './start-sdk.js';
import { TelemetryTaps } from './telemetry-taps.js';

/** The running telemetry of one application: what the module wires to Nest. */
export class Telemetry {
  readonly runtime: Runtime;
  private stopping: Promise<void> | undefined;

  private constructor(
    readonly options: ResolvedOptions,
    readonly redactor: Redactor,
    readonly taps: TelemetryTaps,
    readonly logging: StartedLogging | undefined,
    private readonly metrics: StartedMetrics | undefined,
    private readonly sdk: StartedSdk,
    faults: FaultLog,
  ) {
    this.runtime = new Runtime(this.recorders(), faults, sdk.tracers);
    activateRuntime(this.runtime);
  }

  /** Starts everything that the options ask for. */
  static async start(options: ResolvedOptions, onFault: FaultListener): Promise<Telemetry> {
    const redactor = new Redactor(options.redaction);
    const faults = new FaultLog(onFault);
    const metrics =
      options.metrics.enabled && !options.disabled ? await startMetrics(options, faults) : undefined;
    const taps = new TelemetryTaps(metrics && { collectMetrics: () => metrics.collect() });
    const sdk = await startSdk(options, { taps, reader: metrics?.reader });
    if (sdk.meters) metrics?.begin(sdk.meters);
    const logging = options.logging.enabled
      ? startLogging(options, { redactor, taps, otlpLogger: sdk.otlpLogger })
      : undefined;
    return new Telemetry(options, redactor, taps, logging, metrics, sdk, faults);
  }

  /** The page that Prometheus scrapes. */
  get metricsEndpoint(): EndpointHandler | undefined {
    return this.metrics?.endpoint;
  }

  /** Sends what is left, within the deadline of the options. Never rejects; further calls wait for the first. */
  stop(): Promise<void> {
    return (this.stopping ??= this.flush());
  }

  private async flush(): Promise<void> {
    deactivateRuntime(this.runtime);
    this.metrics?.stop();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>(resolve => {
      timer = setTimeout(resolve, this.options.shutdown.flushTimeoutMs);
    });
    await Promise.race([
      this.sdk.shutdown().catch((thrown: unknown) => this.runtime.faults.report('shutdown', thrown)),
      deadline,
    ]);
    clearTimeout(timer);
    this.logging?.output.flush();
  }

  private recorders(): OperationRecorder[] {
    const { sdk, metrics, logging, redactor, options } = this;
    const recorders: OperationRecorder[] = [];
    if (sdk.tracers) recorders.push(new SpanRecorder(sdk.tracers.getTracer(scopeName), redactor));
    if (metrics) recorders.push(metrics.recorder);
    if (logging && options.logging.requestLine) {
      recorders.push(new OperationLogRecorder(logging.lines, redactor));
    }
    return recorders;
  }
}
