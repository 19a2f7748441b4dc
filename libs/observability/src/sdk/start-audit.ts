import { AuditDenialRecorder } from '../audit/audit-denial.recorder.js';
import { AuditRuntime } from '../audit/audit-runtime.js';
import { LogAuditSink } from '../audit/log-audit.sink.js';
import { EntryPolicy } from '../audit/typeorm/entry-policy.js';
import type { ResolvedAudit } from '../config/resolved-audit.js';
import type { FaultLog } from '../core/fault-log.js';
import type { Redactor } from '../redaction/redactor.js';
import type { StartedLogging } from './start-logging.js';

/** What the audit of an application starts with. */
export interface AuditParts {
  readonly options: ResolvedAudit;
  readonly faults: FaultLog;
  readonly redactor: Redactor;
  readonly logging: StartedLogging | undefined;
}

/** The running audit, and the recorder that tells refused requests. */
export interface StartedAudit {
  readonly audit: AuditRuntime;
  readonly recorder: AuditDenialRecorder;
}

/** How much of a value a line keeps, in bytes. */
const lineLimits = { maxFieldBytes: 8_192, maxBodyBytes: 65_536 };

/** Audits into the log, until a store is there. */
export function startAudit({ options, faults, redactor, logging }: AuditParts): StartedAudit {
  const { mode, atomic, onWriteError, deniedTarget } = options;
  const lines = mode === 'off' ? undefined : logging?.lines.evidence;
  const sink = lines && new LogAuditSink(lines, new EntryPolicy(redactor, lineLimits));
  const audit = new AuditRuntime({
    sink,
    faults,
    atomic,
    onWriteError,
    ...(deniedTarget && { deniedTarget }),
  });
  return { audit, recorder: new AuditDenialRecorder(audit) };
}
