/** A text that is not the proof of an audit event. */
export class InvalidProofError extends Error {
  readonly code = 'AUDIT_PROOF_INVALID';

  constructor(problem: string) {
    super(
      `Audit proof: ${problem} It must be the file that \`AuditService.prove()\` gave, byte for byte ` +
        '(https://c2sp.org/tlog-proof with the event in the extra line).',
    );
    this.name = 'InvalidProofError';
  }
}

/** A well-formed proof that proves nothing: the event is not in the log, or was not written by the application. */
export class RejectedProofError extends Error {
  readonly code = 'AUDIT_PROOF_REJECTED';

  constructor(problem: string) {
    super(
      `Audit proof: ${problem} The event, its place or the checkpoint was changed: do not rely on this proof.`,
    );
    this.name = 'RejectedProofError';
  }
}
