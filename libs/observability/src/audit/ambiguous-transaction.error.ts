/** Several transactions are open and nothing tells which of them an audit record belongs to. */
export class AmbiguousTransactionError extends Error {
  readonly code = 'AUDIT_AMBIGUOUS_TRANSACTION';

  constructor(subject: string, open: number) {
    super(
      `${subject} ended while ${open} transactions of the same request were open, and it used none of them. ` +
        `Name the one that its audit record belongs to: pass manager to @Audited() or AuditService.record().`,
    );
    this.name = 'AmbiguousTransactionError';
  }
}
