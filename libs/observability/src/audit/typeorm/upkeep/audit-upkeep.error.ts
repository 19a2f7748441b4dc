/** Upkeep of an audit log that was refused, because it would have destroyed evidence. Nothing was changed. */
export class AuditUpkeepError extends Error {
  readonly code = 'AUDIT_UPKEEP_REFUSED';

  constructor(
    /** `prune`, `rebase` or `erase`. */
    operation: string,
    stream: string,
    problem: string,
  ) {
    super(`Audit log ${JSON.stringify(stream)}: ${operation} refused. ${problem}`);
    this.name = 'AuditUpkeepError';
  }
}
