import { context, trace } from '@opentelemetry/api';
import type { AuditEntry } from './audit-entry.js';
import type { AuditRuntime } from './audit-runtime.js';
import { contextOf } from './entry-of.js';
import { logTarget } from './verify/log-records.js';
import { readDetails, type AuditRead, type AuditReadLog } from './typeorm/query/audit-read-log.js';

/** Records in the audit trail who asked it what, by itself: also a question inside a transaction that is rolled back was asked. */
export class RecordedReads implements AuditReadLog {
  constructor(private readonly audit: AuditRuntime) {}

  /** @throws AuditWriteError when the question cannot be recorded. */
  async record(read: AuditRead): Promise<string> {
    const { audit } = this;
    const span = trace.getActiveSpan();
    const id = audit.ids.next();
    const operationId = read.announcement ?? id;
    const entry: AuditEntry = {
      id,
      operationId,
      part: 1,
      phase: read.phase ?? 'result',
      occurredAt: Date.now() * 1_000,
      action: read.action,
      crud: 'r',
      outcome: read.phase === 'attempt' ? 'unknown' : 'success',
      atomicity: read.phase === 'attempt' ? 'attempt' : 'independent',
      capture: 'none',
      // Not what was asked about: the history of an order would soon be that of its readers.
      targets: [{ type: logTarget, id: read.stream }],
      ...contextOf(audit.scopeFor(context.active()), span),
      details: readDetails(read),
    };
    await audit.write([{ entry, span, onWriteError: 'fail' }]);
    return operationId;
  }
}
