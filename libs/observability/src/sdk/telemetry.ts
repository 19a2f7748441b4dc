import type { Meter, TracerProvider } from '@opentelemetry/api';
import type { AuditRuntime } from '../audit/audit-runtime.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { PropagationPolicy, usePolicy } from '../context/propagation-policy.js';
import { Logger } from '@nestjs/common';
import type { EndpointHandler } from '../core/endpoint.js';
import type { ExportLedger } from '../core/export-ledger.js';
import { FaultLog, type FaultListener, type RecoveryListener } from '../core/fault-log.js';
import { LoadShedding } from '../core/load-shedding.js';
import { scopeName } from '../core/names.js';
import { activateRuntime, deactivateRuntime, Runtime } from '../core/runtime.js';
import { OtlpExporters } from './exporters/otlp-exporters.js';
import { ExportPipelines } from './pipeline/export-pipelines.js';
import type { LastRequest } from './pipeline/last-requests.js';
import { observePipelines } from './pipeline/pipeline-metrics.js';
import { openDestination } from '../logging/pino/log-destination.js';
import { RoutedNestLogger } from '../logging/pino/routed-nest-logger.js';
import { countSampling } from '../metrics/sampling-metrics.js';
import type { Redactor } from '../redaction/redactor.js';
import { observeOutboundCalls } from '../transports/outbound/observe-outbound.js';
import { recordersOf } from './recorders-of.js';
import { startAudit, type StartedAudit } from './start-audit.js';
import { startErrors, type StartedErrors } from './start-errors.js';
import { startLogging, type StartedLogging } from './start-logging.js';
import { startRedactor } from './masking/start-redactor.js';
import { startMetrics, type StartedMetrics } from './start-metrics.js';
import { startSdk, type StartedSdk } from './start-sdk.js';
import { showShedding } from './shedding/shedding-metrics.js';
import { startShedding } from './shedding/start-shedding.js';
import { ApplicationEnd } from './shutdown/application-end.js';
import { flushReport, type FlushReport } from './shutdown/flush-report.js';
import { lossSummary } from './shutdown/loss-summary.js';
import { ProcessEnd } from './shutdown/process-end.js';
import { LiveSettings } from './switch/live-settings.js';
import { switchOf } from './switch/switch-of.js';
import type { ObservabilitySwitch } from './switch/observability-switch.js';
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
  readonly shedding: LoadShedding;
}

/** The running telemetry of one application: what the module wires to Nest. */
export class Telemetry {
  readonly runtime: Runtime;
  /** How the process is left, together with others. */
  readonly end: ApplicationEnd;
  readonly switch: ObservabilitySwitch;
  readonly settings: LiveSettings;
  private stopping: Promise<void> | undefined;
  /** Ends the observation of outgoing calls. */
  private readonly outbound: () => void;
  /** Ends the watch for what nobody catches. */
  private readonly unwatch: () => void;
  private readonly unwatchLoad: () => void;

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
    this.outbound = this.observeOutbound(parts.options);
    this.runtime.shedding = parts.shedding;
    this.unwatchLoad = startShedding(parts.shedding, parts.options);
    usePolicy(this.runtime.extensions, new PropagationPolicy(parts.options.propagation));
    parts.audit.audit.attachTo(this.runtime);
    this.switch = switchOf(this.runtime, parts);
    this.settings = new LiveSettings({
      levels: parts.logging?.lines.levels,
      sampler: parts.sdk.head,
      tell: message => new Logger('Observability').warn(message),
    });
    this.end = new ApplicationEnd(parts.options.shutdown, this);
    activateRuntime(this.runtime);
    ProcessEnd.current.add(this.end);
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
    const faults = new FaultLog(onFault, onRecovery);
    // First, because a path that cannot be written fails the bootstrap and must leave nothing running.
    const destination = options.logging.enabled ? openDestination(options.logging, faults) : undefined;
    const redactor = startRedactor(options.redaction, faults);
    const pipelines = new ExportPipelines({ queue: options.otlp.queue, faults });
    const exporters = new OtlpExporters(pipelines, options.shutdown.flushTimeoutMs);
    const metrics =
      options.metrics.enabled && !options.disabled
        ? await startMetrics(options, { exporters, faults, redactor })
        : undefined;
    const taps = new TelemetryTaps(metrics && { collectMetrics: () => metrics.collect() });
    const shedding = new LoadShedding();
    const sdk = await startSdk(options, {
      taps,
      shedding,
      reader: metrics?.reader,
      governMeters: metrics?.govern,
      exporters,
      faults,
      redactor,
    });
    if (sdk.meters) {
      metrics?.begin(sdk.meters);
      observePipelines(sdk.meters.getMeter(scopeName), pipelines);
      sdk.cuts?.observeBy(sdk.meters.getMeter(scopeName));
      showShedding(sdk.meters.getMeter(scopeName), shedding);
    }
    const logging =
      destination &&
      startLogging(options, { destination, redactor, taps, shedding, otlpLogger: sdk.otlpLogger });
    if (sdk.meters) {
      countSampling(sdk.meters.getMeter(scopeName), { tail: sdk.tail, lines: logging?.sampling });
    }
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
      shedding,
    });
  }

  /** When everything of the application is made: the templates of its routes. */
  applicationMade(routes: Iterable<string>): void {
    this.parts.metrics?.applicationMade(routes);
  }

  /** The page that Prometheus scrapes. */
  get metricsEndpoint(): EndpointHandler | undefined {
    return this.parts.metrics?.endpoint;
  }

  /** Sends what is left, within the deadline of the options. Never rejects; further calls wait for the first. */
  stop(): Promise<void> {
    return (this.stopping ??= this.finish());
  }

  /** Sends what has ended so far and goes on. Never rejects: the report says what could not be sent in time. */
  async flush(timeout = this.options.shutdown.flushTimeoutMs): Promise<FlushReport> {
    const { logging } = this.parts;
    const sent = this.audit.settled().then(() => this.sendEnded(timeout));
    const complete = await this.end.within(timeout, sent).then(
      () => true,
      () => false,
    );
    this.guarded(() => logging?.output.flushNow());
    return flushReport(complete, this.ledgers);
  }

  /**
   * The same where the process may not live any longer: the lines are written before this returns; the rest is on its way then,
   * and the promise says what came of it. Never throws or rejects.
   */
  flushNow(timeout?: number): Promise<FlushReport> {
    this.flushLines();
    return this.flush(timeout);
  }

  /** Writes what is left of the log before it returns; waits half a second at most for whoever reads. Never throws. */
  flushLines(): void {
    this.guarded(() => this.parts.logging?.output.flushNow());
  }

  /** Gives away what waits to be sent, because the process ends in this turn. Never throws. */
  surrender(): readonly LastRequest[] {
    const { faults, sdk, pipelines } = this.parts;
    faults.guard('shutdown', () => sdk.siblings?.releaseAll());
    faults.guard('shutdown', () => sdk.tail?.decideOpen());
    return faults.guard('shutdown', () => pipelines.surrender()) ?? [];
  }

  private observeOutbound({
    propagation: settings,
    tracing,
    metrics,
    disabled,
  }: ResolvedOptions): () => void {
    const propagation = new PropagationPolicy(settings);
    usePolicy(this.runtime.extensions, propagation);
    const isHeard = !disabled && (tracing.enabled || metrics.enabled);
    return isHeard && tracing.outgoingHttp.enabled
      ? observeOutboundCalls(this.runtime, {
          ...tracing.outgoingHttp,
          propagation,
          propagates: tracing.enabled,
        })
      : () => undefined;
  }

  private async finish(): Promise<void> {
    const { metrics, sdk, pipelines, logging } = this.parts;
    this.unwatchLoad();
    await this.sendTheRest();
    metrics?.stop();
    this.settings.stop();
    pipelines.close();
    this.outbound();
    deactivateRuntime(this.runtime);
    sdk.release();
    const lost = lossSummary(this.ledgers, logging?.output.lost() ?? new Map());
    if (lost !== undefined) new Logger('Observability').warn(lost);
    RoutedNestLogger.release(this.runtime);
    this.unwatch();
    await logging?.output.close();
    ProcessEnd.current.remove(this.end);
  }

  /** The processors hand over what they hold, and wait for as long as at the end; the caller may have more time. */
  private async sendEnded(timeout: number): Promise<void> {
    const { sdk, pipelines } = this.parts;
    await sdk.flush();
    await Promise.all(pipelines.all.map(({ pipeline }) => pipeline.flush(timeout)));
  }

  private get ledgers(): readonly ExportLedger[] {
    return this.parts.pipelines.all.map(({ pipeline }) => pipeline.ledger);
  }

  private async sendTheRest(): Promise<void> {
    const { sdk, options, faults } = this.parts;
    const sent = this.audit.settled().then(() => sdk.shutdown());
    await this.end
      .within(options.shutdown.flushTimeoutMs, sent)
      .catch((thrown: unknown) => faults.report('shutdown', thrown));
  }

  private guarded(run: () => void): void {
    this.parts.faults.guard('log destination', run);
  }
}
