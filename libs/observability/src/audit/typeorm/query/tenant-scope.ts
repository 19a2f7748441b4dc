import { AuditTenantScopeError } from './audit-tenant-scope.error.js';

/**
 * Reads the entries of every tenant, and those of none. For operators and auditors of the whole application; never for
 * what one customer sees.
 */
export const allTenants: unique symbol = Symbol.for('nestjs-observability.audit.all-tenants.v1');

/** Whose entries may be read: those of one tenant, or, said explicitly, of all. */
export type TenantScope = string | typeof allTenants;

/**
 * Checks a scope that came from outside the type system: a forgotten tenant must not become "all of them".
 *
 * @throws AuditTenantScopeError for anything but a non-empty text and {@link allTenants}
 */
export function checkTenantScope(scope: unknown, call: string): TenantScope {
  if (scope === allTenants || (typeof scope === 'string' && scope !== '')) return scope as TenantScope;
  throw new AuditTenantScopeError(call, scope);
}

/** Whether an entry with this tenant may be shown. */
export function isWithin(scope: TenantScope, tenant: string | undefined): boolean {
  return scope === allTenants || scope === tenant;
}
