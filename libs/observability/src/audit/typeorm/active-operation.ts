import { context } from '@opentelemetry/api';
import { auditOperationIn, isSilent } from '../audit-context.js';
import type { AuditOperation } from '../audit-operation.js';
import type { AuditRuntime } from '../audit-runtime.js';

/** The innermost audited call that the running work belongs to and that has not ended. */
export function activeOperation(audit: AuditRuntime): AuditOperation | undefined {
  const active = context.active();
  let operation = auditOperationIn(active);
  if (!operation || operation.audit !== audit || isSilent(active)) return undefined;
  while (operation?.ended) operation = operation.parent;
  return operation;
}
