/** A migration was reverted that would have deleted the audit trail. */
export class AuditTablesInUseError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_TABLES_IN_USE';
  override readonly name = 'AuditTablesInUseError';

  constructor() {
    super(
      'The audit tables hold events, and reverting their migration would delete them. ' +
        'If that is meant, export them first, then drop the tables by hand as their owner.',
    );
  }
}
