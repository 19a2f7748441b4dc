import type { Span } from '@opentelemetry/api';
import type { AuditEntry } from './audit-entry.js';
import type { AuditOnWriteError } from './audited-options.js';

/** An entry on its way to the store. */
export interface BuiltEntry {
  readonly entry: AuditEntry;
  /** The span that gets its id and hash. */
  readonly span: Span | undefined;
  readonly onWriteError: AuditOnWriteError;
}
