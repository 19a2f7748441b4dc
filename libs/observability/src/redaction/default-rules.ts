/**
 * Key names whose values are secrets, without case and separators. A key matches when it equals an entry or ends with
 * one, so that `resetToken`, `client_secret` and `X-API-Key` are covered and `tokenCount` is not.
 */
export const secretKeys: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secretkey',
  'token',
  'authorization',
  'cookie',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'credential',
  'credentials',
  'sessionid',
  'jwt',
  'csrf',
  'xsrf',
  'otp',
  'cvv',
  'cvc',
  'cardnumber',
  'connectionstring',
];

/** A secret that is recognisable by its own form, wherever it stands in a text. */
export interface TextRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** Keeps what the text needs to stay readable, e.g. the scheme before a credential. */
  readonly replace: (censor: string) => string;
}

/**
 * What every text with a secret of these forms contains. Most texts contain none of it, and one look costs a fifth of
 * trying the rules one by one.
 */
export const suspicious = /eyJ|:\/\/|-----BEGIN|bearer|basic|pass|secret|token|key/i;

/** Linear-time patterns: every quantifier is bounded by a class that the next part does not share. */
export const textRules: readonly TextRule[] = [
  {
    name: 'jwt',
    pattern: /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
    replace: censor => censor,
  },
  {
    name: 'http-credentials',
    pattern: /\b(Bearer|Basic)\s+[\w+/.~=-]{6,}/gi,
    replace: censor => `$1 ${censor}`,
  },
  {
    name: 'url-credentials',
    pattern: /:\/\/[^\s/:@?#]*:[^\s/@?#]+@/g,
    replace: censor => `://${censor}@`,
  },
  {
    name: 'pem',
    pattern: /-----BEGIN [A-Z ]{3,40}-----[^-]*-----END [A-Z ]{3,40}-----/g,
    replace: censor => censor,
  },
  {
    name: 'assignment',
    pattern:
      /\b([\w-]{0,40}(?:password|passwd|secret|token|api[-_]?key|access[-_]?key))(["']?\s?[=:]\s?["']?)[^\s"'&,;}]{1,4096}/gi,
    replace: censor => `$1$2${censor}`,
  },
];
