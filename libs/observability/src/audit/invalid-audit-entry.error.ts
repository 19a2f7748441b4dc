/** An entry that was written by hand is none: a mistake in the code that calls `AuditService.record()`. */
export class InvalidAuditEntryError extends TypeError {
  readonly code = 'AUDIT_ENTRY_INVALID';

  constructor(
    /** The field that is wrong. */
    readonly field: string,
    reason: string,
    fix: string,
  ) {
    super(`AuditService.record(): ${field} ${reason}. ${fix}`);
    this.name = 'InvalidAuditEntryError';
  }
}
