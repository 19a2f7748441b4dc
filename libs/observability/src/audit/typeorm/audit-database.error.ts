/** A database could not be opened by its URL. */
export class AuditDatabaseError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_DATABASE';
  override readonly name = 'AuditDatabaseError';

  /** @param url without its password */
  constructor(url: string, problem: string, cause?: unknown) {
    super(`The database ${url} cannot be opened: ${problem}`, { cause });
  }
}
