import { context } from '@opentelemetry/api';
import { auditField, auditLine } from '../core/names.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditReceipt } from './audit-event.js';
import type { AuditLines } from './audit-lines.js';
import type { AuditSink } from './audit-sink.js';

/** What masks an entry before it leaves. */
export interface EntryMask {
  apply(entry: AuditEntry): AuditEntry;
}

/**
 * Writes entries as log lines `audit.record`, and through them to OTLP: the trail of an application that set up no store. Nothing
 * ties them to the transactions of the application, and nothing proves them later.
 */
export class LogAuditSink implements AuditSink {
  readonly description = 'log lines only (no store: set audit: true)';

  constructor(
    private readonly lines: AuditLines,
    private readonly mask: EntryMask,
  ) {}

  /** Never rejects: where a line goes, the log decides. There is no leaf hash, hence no receipt. */
  async write(entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> {
    for (const entry of entries) {
      this.lines.write({
        level: entry.outcome === 'success' ? 'info' : 'warn',
        message: auditLine.record,
        fields: { [auditField.auditRecord]: this.mask.apply(entry) },
        context: context.active(),
      });
    }
    return [];
  }
}
