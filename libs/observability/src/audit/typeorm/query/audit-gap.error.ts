/** A sealed position of the audit trail has no readable event, although nothing was pruned there. */
export class AuditGapError extends Error {
  /** Stable identifier of this failure. */
  readonly code = 'AUDIT_GAP';
  override readonly name = 'AuditGapError';

  constructor(
    call: string,
    readonly stream: string,
    /** The first position that is not what was sealed. */
    readonly position: number,
    problem: string,
  ) {
    super(
      `${call}: position ${position} of the stream '${stream}' ${problem}. Somebody changed the tables: run ` +
        `\`nestjs-observability audit verify\`. To read on behind it, pass after: ${position}.`,
    );
  }
}
