/** A master key, or a list of them, that cannot be used. The message never shows the secret. */
export class InvalidMasterKeyError extends Error {
  readonly code = 'AUDIT_MASTER_KEY_INVALID';

  constructor(readonly problem: string) {
    super(
      `Audit master key: ${problem} Give at least 32 random bytes as base64 or hexadecimal, e.g. from ` +
        '`openssl rand -base64 32`, in `audit.keys.master`. Keep it apart from backups of the database.',
    );
    this.name = 'InvalidMasterKeyError';
  }
}

/** The key of a subject that cannot be unwrapped. */
export class UnreadableSubjectKeyError extends Error {
  readonly code = 'AUDIT_SUBJECT_KEY_UNREADABLE';

  constructor(problem: string) {
    super(
      `Audit subject key: ${problem} Give the master key that wrapped it in \`audit.keys.master\`, behind the current one; ` +
        'if it is there, the row in audit_subject_key was changed.',
    );
    this.name = 'UnreadableSubjectKeyError';
  }
}
