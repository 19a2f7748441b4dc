/** A question to the audit trail cannot be asked like this: a malformed id, date, cursor, limit or action pattern. */
export class InvalidAuditQueryError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_QUERY_INVALID';
  override readonly name = 'InvalidAuditQueryError';

  constructor(call: string, problem: string) {
    super(`${call}: ${problem}`);
  }
}
