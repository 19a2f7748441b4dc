/** The stored head of an audit log is not what this library wrote; nothing is sealed on top of it. */
export class AuditLogDamagedError extends Error {
  readonly code = 'AUDIT_LOG_DAMAGED';

  constructor(
    /** Which log. */
    readonly stream: string,
    problem: string,
  ) {
    super(
      `Audit log ${JSON.stringify(stream)}: ${problem} New events are kept unsealed, so that no signature covers the damage. ` +
        'Run `npx nestjs-observability audit verify`; after restoring a backup, run `audit rebase` and restart.',
    );
    this.name = 'AuditLogDamagedError';
  }
}
