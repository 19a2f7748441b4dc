/** Something was asked that only an audit trail in a database can answer. */
export class AuditUnavailableError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_UNAVAILABLE';
  override readonly name = 'AuditUnavailableError';

  /** @param reason completes the sentence "The audit trail cannot be read: ..." */
  constructor(reason: string) {
    super(`The audit trail cannot be read: ${reason}.`);
  }
}
