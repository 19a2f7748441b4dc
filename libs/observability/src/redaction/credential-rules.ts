import { patternRule, type TextRule } from './text-rule.js';

/** `Basic` is also a word: what follows has to be a name and a password once it is decoded. */
function isBasicCredential(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  return /^[\x20-\x7e\x80-\xff]{0,200}:/.test(decoded);
}

/** So is `Bearer`: a token has a digit or a sign in it, or is long. */
const looksLikeToken = (text: string): boolean => /[\d_.~+/=-]./.test(text) || text.length >= 20;

const httpCredentials: TextRule = {
  name: 'http-credentials',
  hint: 'bearer|basic',
  apply: (text, { mask }) =>
    text.replace(
      /\b(bearer|basic)(\s{1,8}|%20|\+)([\w+/.~=-]{6,})/gi,
      (match, scheme: string, space: string, secret: string) => {
        const found = scheme.toLowerCase() === 'basic' ? isBasicCredential(secret) : looksLikeToken(secret);
        return found ? scheme + space + mask(secret, 'http-credentials') : match;
      },
    ),
};

/** Forms that issuers gave their keys so that they can be found. */
const issued = [
  '(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}',
  'AIza[\\w-]{30,}',
  'ya29\\.[\\w-]{20,}',
  'GOCSPX-[\\w-]{20,}',
  'gh[pousr]_[A-Za-z0-9]{20,}',
  'github_pat_\\w{22,}',
  'gl(?:pat|ptt|dt|rt)-[\\w-]{20,}',
  'xox[abeprs]-[\\w-]{10,}',
  'xapp-[\\w-]{20,}',
  '(?:sk|rk)_(?:live|test)_\\w{10,}',
  'whsec_[\\w+/=]{16,}',
  'sk-[\\w-]{20,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'npm_[A-Za-z0-9]{30,}',
  'pypi-[\\w-]{30,}',
  'dop_v1_[a-f0-9]{40,}',
  'shp(?:at|ss|ca|pa)_[A-Fa-f0-9]{30,}',
  'hvs\\.[\\w-]{20,}',
  'hf_[A-Za-z0-9]{30,}',
  'AGE-SECRET-KEY-1[A-Z0-9]{40,}',
  '\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}',
  '\\$argon2(?:id?|d)\\$[^\\s"\']{20,}',
].join('|');

/** Their beginnings, each letter once: the words themselves take three times as long. */
const issuedHint =
  'A(?:KIA|SIA|GPA|IDA|ROA|NPA|Iza|GE-S)|ya29|GOCSPX|g(?:h[pousr]_|ithub_pat|l(?:pat|ptt|dt|rt)-)|x(?:ox[abeprs]|app)-|[sr]k_[lt]|whsec|sk-|SG\\.|npm_|pypi-|dop_v|shp(?:at|ss|ca|pa)_|h(?:vs\\.|f_)|\\$(?:2[abxy]|arg)';

/** Credentials in the forms that protocols and issuers give them. */
export const credentialRules: readonly TextRule[] = [
  patternRule(
    'jwt',
    'eyJ',
    /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]{5,}\.[\w-]*|\.eyJ[\w-]*|\.?[\w-]*(?:\.{3})?$)/gm,
  ),
  patternRule(
    'pem',
    '-----BEGIN',
    /-----BEGIN [A-Z0-9 ]{3,40}-----(?:[^-]|-(?!----))*(?:-----END [A-Z0-9 ]{3,40}-----|$)/g,
  ),
  httpCredentials,
  // Up to the last @ of the authority, as a password may have one.
  patternRule('url-credentials', '://', /(:\/\/)([^\s/:@?#"'<>]*:[^\s/?#"'<>]*|[^\s/:@?#"'<>]{16,})(@)/g),
  patternRule('cloud-key', issuedHint, new RegExp(`(?<![A-Za-z0-9])(?:${issued})`, 'g')),
  patternRule(
    'webhook',
    'hooks\\.slack|api/webhooks',
    /((?:hooks\.slack\.com\/(?:services|workflows)|discord(?:app)?\.com\/api\/webhooks)\/)([\w/-]{10,})()/gi,
  ),
  {
    // What V8 quotes is a piece of the text that was parsed: usually the body of a request.
    name: 'parsed-json',
    hint: 'is not valid JSON',
    apply: (text, { mask }) =>
      text.replace(
        /(Unexpected token )([^]{1,4}, (?:\.{3})?"[^]{1,64}?"(?:\.{3})?)( is not valid JSON)/g,
        (_match, before: string, secret: string, after: string) =>
          before + mask(secret, 'parsed-json') + after,
      ),
  },
];
