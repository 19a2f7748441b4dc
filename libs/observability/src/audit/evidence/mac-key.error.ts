/** A MAC key, or a list of them, that cannot be used. The message never shows the secret. */
export class InvalidMacKeyError extends Error {
  readonly code = 'AUDIT_MAC_KEY_INVALID';

  constructor(readonly problem: string) {
    super(
      `Audit MAC key: ${problem} Give at least 32 random bytes as base64 or hexadecimal, e.g. from ` +
        '`openssl rand -base64 32`, in `audit.keys.mac` or as `id:secret` in OBSERVABILITY_AUDIT_MAC_KEY.',
    );
    this.name = 'InvalidMacKeyError';
  }
}

/** An event that names a MAC key which is not in the key ring. */
export class UnknownMacKeyError extends Error {
  readonly code = 'AUDIT_MAC_KEY_UNKNOWN';

  constructor(
    /** The key that is missing. */
    readonly keyId: string,
    known: readonly string[],
  ) {
    super(
      `Audit MAC key ${JSON.stringify(keyId)} is not in the key ring (${known.map(id => JSON.stringify(id)).join(', ')}). ` +
        'Add it to `audit.keys.mac` behind the current key: old keys are needed for as long as their events are verified.',
    );
    this.name = 'UnknownMacKeyError';
  }
}
