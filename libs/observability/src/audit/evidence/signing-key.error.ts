/** A signing key that cannot be used. The message never shows it. */
export class InvalidSigningKeyError extends Error {
  readonly code = 'AUDIT_SIGNING_KEY_INVALID';

  constructor(readonly problem: string) {
    super(
      `Audit signing key: ${problem} Give an unencrypted Ed25519 private key in PKCS#8 form, as PEM or base64 DER, e.g. ` +
        'from `openssl genpkey -algorithm ed25519`, in `audit.keys.signing` or OBSERVABILITY_AUDIT_SIGNING_KEY.',
    );
    this.name = 'InvalidSigningKeyError';
  }
}
