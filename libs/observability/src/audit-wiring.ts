import { Inject, Injectable, Optional } from '@nestjs/common';
import { AUDIT_LIFECYCLE, type AuditLifecycle } from './audit/audit-lifecycle.js';
import { AuditMetrics } from './audit/audit-metrics.js';
import { auditIndicator } from './health/audit.indicator.js';
import { HealthRegistry } from './health/health.registry.js';
import { Telemetry } from './sdk/telemetry.js';

/** Starts the audit trail of an application, and shows in metrics and readiness how it is doing. */
@Injectable()
export class AuditWiring {
  constructor(
    private readonly telemetry: Telemetry,
    @Optional() @Inject(AUDIT_LIFECYCLE) private readonly audit: AuditLifecycle | undefined,
    @Optional() @Inject(HealthRegistry) private readonly health: HealthRegistry | undefined,
  ) {}

  /** @throws ObservabilityConfigurationError when the audit trail cannot be kept, with every reason. */
  async start(): Promise<void> {
    await this.audit?.start();
    const monitor = this.audit?.monitor;
    if (!monitor) return;
    const { meter, audit, options } = this.telemetry;
    this.health?.register(auditIndicator(monitor, options.audit.health));
    if (!meter) return;
    audit.listeners.push(new AuditMetrics(meter, () => monitor.vitals()));
  }

  /** Stores, seals and publishes what is left. Never rejects. */
  async stop(): Promise<void> {
    await this.audit?.stop();
  }
}
