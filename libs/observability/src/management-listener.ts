import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EndpointHandler } from './core/endpoint.js';
import { HEALTH_DETAILS } from './health/health-details.js';
import { HEALTH_ENDPOINTS, type HealthEndpoint } from './health/health-endpoints.js';
import type { StartedManagement } from './management/start-management.js';
import { Telemetry } from './sdk/telemetry.js';

/**
 * The listener of the option `management`, which starts and ends with the application and needs no HTTP adapter of it. Injectable
 * wherever `ObservabilityModule` is imported, for whoever has to know where it listens.
 */
@Injectable()
export class ManagementListener {
  private running: StartedManagement | undefined;

  constructor(
    private readonly telemetry: Telemetry,
    @Optional() @Inject(HEALTH_ENDPOINTS) private readonly health: readonly HealthEndpoint[] = [],
    @Optional() @Inject(HEALTH_DETAILS) private readonly details: EndpointHandler | undefined = undefined,
  ) {}

  /** Where it listens, such as `http://127.0.0.1:9464`; absent where there is none, and before the modules are initialised. */
  get url(): string | undefined {
    return this.running?.url;
  }

  /**
   * @internal The module calls it.
   * @throws ObservabilityConfigurationError when nobody can listen there
   */
  async start(): Promise<void> {
    const { options, metricsEndpoint, settings, runtime } = this.telemetry;
    if (!options.management) return;
    const { startManagement } = await import('./management/start-management.js');
    const open = new Map(this.health.map(({ path, handler }) => [path, handler]));
    if (metricsEndpoint && options.metrics.path !== false) open.set(options.metrics.path, metricsEndpoint);
    this.running = await startManagement({
      options: options.management,
      open,
      details: options.health.enabled ? this.details : undefined,
      switches: { signals: this.telemetry.switch, settings },
      faults: runtime.faults,
    });
  }

  /** @internal The module calls it. Never rejects. */
  async stop(): Promise<void> {
    await this.running
      ?.stop()
      .catch((thrown: unknown) => this.telemetry.runtime.faults.report('management', thrown));
    this.running = undefined;
  }
}
