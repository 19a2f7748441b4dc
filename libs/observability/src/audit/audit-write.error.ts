/** An audit record could not be stored. Inside a transaction the transaction is rolled back with it. */
export class AuditWriteError extends Error {
  readonly code = 'AUDIT_WRITE_FAILED';

  constructor(reason: string, cause?: unknown) {
    super(
      `An audit record could not be stored: ${reason}. ` +
        `Work that must go on without its record takes onWriteError: 'log' on @Audited().`,
      { cause },
    );
    this.name = 'AuditWriteError';
  }
}
