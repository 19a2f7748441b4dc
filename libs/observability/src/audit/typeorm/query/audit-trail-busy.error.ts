/** SQLite: a transaction stayed open on the one connection, so that nobody can tell what is committed. */
export class AuditTrailBusyError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_TRAIL_BUSY';
  override readonly name = 'AuditTrailBusyError';

  constructor(waited: number) {
    super(
      `AuditTrail: a transaction has been open for ${waited} ms on the one connection of SQLite. ` +
        'Export and prove outside of any transaction, the one of the caller included.',
    );
  }
}
