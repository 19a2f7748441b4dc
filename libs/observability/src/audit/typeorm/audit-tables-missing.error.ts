/** A database has no audit trail, or a part of it is gone. */
export class AuditTablesMissingError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_TABLES_MISSING';
  override readonly name = 'AuditTablesMissingError';

  constructor(readonly missing: readonly string[]) {
    super(
      `The database lacks ${missing.join(', ')}. ` +
        'If it never had an audit trail, run `nestjs-observability audit migrate`; otherwise find out who removed them.',
    );
  }
}
