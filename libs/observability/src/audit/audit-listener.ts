import type { AuditEntry } from './audit-entry.js';
import type { AuditVerdict } from './verify/audit-verification.js';

/** Port: hears what becomes of entries, for metrics. Called synchronously; what it throws is reported and goes no further. */
export interface AuditListener {
  /** An entry is durable. Its actor has the type `unknown` when neither the request nor `AuditService.run()` named one. */
  stored?(entry: AuditEntry): void;
  /** An entry could not be stored. */
  failed?(entry: AuditEntry, thrown: unknown): void;
  /** The application has verified its log. */
  verified?(verdict: AuditVerdict): void;
}
