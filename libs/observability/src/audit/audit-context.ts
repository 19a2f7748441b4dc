import { context, createContextKey, type Context } from '@opentelemetry/api';
import type { AuditOperation } from './audit-operation.js';
import type { AuditScope } from './audit-scope.js';

const operationKey = createContextKey('nestjs-observability.audit-operation.v1');
const scopeKey = createContextKey('nestjs-observability.audit-scope.v1');
const silentKey = createContextKey('nestjs-observability.audit-silent.v1');

/** The audited call that the work belongs to. */
export function auditOperationIn(active: Context): AuditOperation | undefined {
  return active.getValue(operationKey) as AuditOperation | undefined;
}

export function withAuditOperation(parent: Context, operation: AuditOperation): Context {
  return parent.setValue(operationKey, operation);
}

/** The scope that `AuditService.run()` opened around the work. */
export function givenAuditScope(active: Context): AuditScope | undefined {
  return active.getValue(scopeKey) as AuditScope | undefined;
}

export function withAuditScope(parent: Context, scope: AuditScope): Context {
  return parent.setValue(scopeKey, scope);
}

/** Whether the work is that of the audit trail itself, which is not audited. */
export function isSilent(active: Context): boolean {
  return active.getValue(silentKey) === true;
}

/** Runs work of the audit trail itself: its statements are no evidence of anything, and loaders are not audited. */
export function silently<T>(work: () => T): T {
  return context.with(context.active().setValue(silentKey, true), work);
}
