import type { AuditMonitor } from './audit-monitor.js';

/** Injection token of {@link AuditLifecycle}; absent where `audit` is `false`. */
export const AUDIT_LIFECYCLE = Symbol('nestjs-observability audit lifecycle');

/** What the module starts with the application, and stops after the last request. */
export interface AuditLifecycle {
  /** @throws ObservabilityConfigurationError when the audit trail cannot be kept, with every reason. */
  start(): Promise<void>;
  /** Stores and seals what is left. Never rejects. */
  stop(): Promise<void>;
  /** How the audit trail is doing; nothing to watch where records are log lines. */
  readonly monitor: AuditMonitor | undefined;
}
