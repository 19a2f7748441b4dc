/** There is no such entry for whoever asks: it was never written, was pruned, or belongs to another tenant. */
export class AuditNotFoundError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_NOT_FOUND';
  override readonly name = 'AuditNotFoundError';

  constructor(call: string, eventId: string) {
    super(
      `${call}: the entry ${eventId} is not there. Check the id and the tenant; entries that were pruned cannot be proven.`,
    );
  }
}
