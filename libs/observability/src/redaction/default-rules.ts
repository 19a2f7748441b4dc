/**
 * Key names whose values are secrets, without case and separators. A key matches when it equals an entry or ends with
 * one, so that `resetToken`, `client_secret` and `X-API-Key` are covered and `tokenCount` is not.
 */
export const secretKeys: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'secretkey',
  'token',
  'authorization',
  'cookie',
  'cookies',
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
  /** What every match of the pattern contains, in any case: a text without it is never searched. */
  readonly hint: string;
  readonly pattern: RegExp;
  /** Keeps what the text needs to stay readable, e.g. the scheme before a credential. */
  readonly replace: (censor: string) => string;
}

/** What stands before a secret in a text; its length is bounded, so that each place costs a constant time. */
const secretName =
  '\\b([\\w-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|(?:api|access|private)[-_]?key|session[-_]?id))';

/** Part of every one of those names. */
const secretNameHint = 'passw|passph|pwd|secret|token|key|session';

/** Linear-time patterns: every quantifier is bounded by a class that the next part does not share. */
export const textRules: readonly TextRule[] = [
  {
    name: 'jwt',
    hint: 'eyJ',
    pattern: /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
    replace: censor => censor,
  },
  {
    name: 'http-credentials',
    hint: 'Bearer|Basic',
    pattern: /\b(Bearer|Basic)\s+[\w+/.~=-]{6,}/gi,
    replace: censor => `$1 ${censor}`,
  },
  {
    name: 'url-credentials',
    hint: '://',
    pattern: /:\/\/[^\s/:@?#]*:[^\s/@?#]+@/g,
    replace: censor => `://${censor}@`,
  },
  {
    name: 'pem',
    hint: '-----BEGIN',
    pattern: /-----BEGIN [A-Z ]{3,40}-----(?:[^-]|-(?!----))*-----END [A-Z ]{3,40}-----/g,
    replace: censor => censor,
  },
  {
    // What V8 quotes is a piece of the text that was parsed: usually the body of a request.
    name: 'parsed-json',
    hint: 'is not valid JSON',
    pattern: /(Unexpected token )[^]{1,4}, (?:\.{3})?"[^]{1,64}?"(?:\.{3})?( is not valid JSON)/g,
    replace: censor => `$1${censor}$2`,
  },
  {
    name: 'quoted-assignment',
    hint: secretNameHint,
    pattern: new RegExp(`${secretName}(\\\\{0,3}["']?\\s?[=:]\\s?\\\\{0,3}["'])[^"'\\\\]{1,4096}`, 'gi'),
    replace: censor => `$1$2${censor}`,
  },
  {
    name: 'assignment',
    hint: secretNameHint,
    pattern: new RegExp(`${secretName}(\\\\{0,3}["']?\\s?[=:]\\s?)[^\\s"'&,;}\\\\]{1,4096}`, 'gi'),
    replace: censor => `$1$2${censor}`,
  },
];

/**
 * Whether a text can hold a secret at all. Nearly none does, and this one look costs 20 ns instead of the 800 ns of all
 * patterns; a request has about ten texts.
 */
export const secretHint = new RegExp(textRules.map(({ hint }) => hint).join('|'), 'i');
