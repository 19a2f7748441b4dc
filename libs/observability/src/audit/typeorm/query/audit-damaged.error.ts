/** The tables do not agree with what was sealed, so that nothing can be proven from them. */
export class AuditDamagedError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_DAMAGED';
  override readonly name = 'AuditDamagedError';

  constructor(call: string, problem: string) {
    super(`${call}: ${problem} Somebody changed the tables: run \`nestjs-observability audit verify\`.`);
  }
}
