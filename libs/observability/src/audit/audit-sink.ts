import type { AuditEntry } from './audit-entry.js';
import type { AuditReceipt } from './audit-event.js';

/** Port: where entries go that no transaction of the application carries. */
export interface AuditSink {
  /** Shown in the start-up line, e.g. `typeorm (postgres, async sealing)`. */
  readonly description: string;
  /**
   * Writes entries and resolves when they are durable.
   *
   * @throws AuditWriteError when they could neither be written nor be kept for later.
   */
  write(entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]>;
}
