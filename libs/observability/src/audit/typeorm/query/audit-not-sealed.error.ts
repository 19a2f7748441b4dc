/** An entry is stored but not sealed, so that no checkpoint proves it yet. */
export class AuditNotSealedError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_NOT_SEALED';
  override readonly name = 'AuditNotSealedError';

  constructor(call: string, eventId: string) {
    super(
      `${call}: no checkpoint covers the entry ${eventId} yet. Sealing takes less than a second while an application runs: ` +
        'ask again, and look at the audit indicator of /ready if that does not help.',
    );
  }
}
