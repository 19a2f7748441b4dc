/** The audit trail was read without saying whose entries: neither a tenant nor `allTenants`. */
export class AuditTenantScopeError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_TENANT_SCOPE';
  override readonly name = 'AuditTenantScopeError';

  constructor(call: string, given: unknown) {
    super(
      `${call}: the tenant is ${given === '' ? 'an empty text' : `of type ${given === null ? 'null' : typeof given}`}. ` +
        'Pass { tenant: <id of the tenant> }, or { tenant: allTenants } to read the entries of everybody.',
    );
  }
}
