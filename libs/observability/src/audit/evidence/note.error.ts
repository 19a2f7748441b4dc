/** A text that is not a signed note. */
export class InvalidNoteError extends Error {
  readonly code = 'AUDIT_NOTE_INVALID';

  constructor(problem: string) {
    super(
      `Signed note: ${problem} See https://c2sp.org/signed-note for the form; copy the note byte for byte.`,
    );
    this.name = 'InvalidNoteError';
  }
}

/** A signed note that no known key has signed, or whose text was changed after signing. */
export class UnverifiedNoteError extends Error {
  readonly code = 'AUDIT_NOTE_UNVERIFIED';

  constructor(problem: string) {
    super(`Signed note: ${problem} Do not trust its text.`);
    this.name = 'UnverifiedNoteError';
  }
}
