/** An audited method asked for a guarantee that the way it was called cannot give; nothing was written. */
export class AuditAtomicityError extends Error {
  readonly code = 'AUDIT_NOT_ATOMIC';

  constructor(method: string, problem: string, fix: string) {
    super(`${method} ${problem}. ${fix}`);
    this.name = 'AuditAtomicityError';
  }
}
