import { withoutLookAlikes } from './look-alikes.js';
import { plainKey } from './key-matcher.js';
import { secretParameters } from './secret-keys.js';
import type { TextRule, TextSearch } from './text-rule.js';

/** What every text that assigns something contains. */
const hint = '[=:]\\s{0,2}\\S';

/** A name, and what stands between it and its value. */
const assigned =
  /(?<![\w.-])([\w.-]{1,64}(?: (?:key|id|code|number))?)(\\{0,3}["']?\]?\s{0,2}(?:=>|[=:])\s{0,2})/g;

/** The value: quoted, or up to a space or a separator. */
const assignedValue =
  /"(?:[^"\\]|\\[^]){1,8192}|'(?:[^'\\]|\\[^]){1,8192}|\\{1,3}"(?:[^"\\]|\\[^"\\]){1,8192}|\\{1,3}'(?:[^'\\]|\\[^'\\]){1,8192}|(?:bearer|basic|digest|token) [^\s"'&,;}\\]{1,4096}|[^\s"'&,;})\]\\]{1,4096}/iy;

/** A header line has everything up to its end: cookies have spaces and semicolons, schemes have names. */
const headerLine =
  /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s?[:=]\s?)((?:digest|ntlm|negotiate|signature|hawk|aws4-[\w-]{1,32})\s[^\r\n]{1,8191}|[^\s"'{[][^"'\r\n]{0,8191})/gi;

const assignments: TextRule = {
  name: 'assignment',
  hint,
  apply(text, { mask, policy }) {
    const lines = text.replace(headerLine, (_match, name: string, sign: string, value: string) => {
      const scheme = /^(?:bearer|basic|digest|negotiate|token) /i.exec(value)?.[0] ?? '';
      return name + sign + scheme + mask(value.slice(scheme.length), 'assignment');
    });
    let masked = '';
    let at = 0;
    for (const match of lines.matchAll(assigned)) {
      const end = match.index + match[0].length;
      if (match.index < at) continue;
      const secret = secretAt(lines, end, { name: match[1] as string, sign: match[2] as string, policy });
      if (secret === undefined) continue;
      masked += lines.slice(at, secret.start) + mask(lines.slice(secret.start, secret.end), 'assignment');
      at = secret.end;
    }
    return at === 0 ? lines : masked + lines.slice(at);
  },
};

interface Assignment {
  readonly name: string;
  readonly sign: string;
  readonly policy: TextSearch['policy'];
}

/** Where the value that is assigned here is a secret; its quotes and the scheme before a credential stay. */
function secretAt(
  text: string,
  at: number,
  { name, sign, policy }: Assignment,
): { readonly start: number; readonly end: number } | undefined {
  const verdict = policy.verdict(name);
  if (verdict === undefined) return undefined;
  assignedValue.lastIndex = at;
  const value = assignedValue.exec(text)?.[0];
  if (value === undefined || isHarmless(value)) return undefined;
  // `auth: failed` is a sentence, and `total_tokens: 12` a figure.
  if (verdict === 'word' && sign.includes(':') && !/["'\d]/.test(sign + value)) return undefined;
  if (verdict === 'text' && /^[\d.]+$/.test(value)) return undefined;
  const kept = /^(?:\\{0,3}["'])?(?:(?:bearer|basic|digest) )?/i.exec(value)?.[0].length ?? 0;
  return { start: at + kept, end: at + value.length };
}

/** What says whether there is a secret, or stands for one, is none. */
const isHarmless = (value: string): boolean => /^(?:true|false|null|undefined|\[|\{|\$\{|\*+$)/.test(value);

/** `password is hunter2`: the value needs a digit, as `password is required` is what people usually say. */
const spoken: TextRule = {
  name: 'spoken',
  hint: '(?:passw|passph|passc|secret|token|pin|otp|code)[a-z]{0,8}\\s{1,4}(?:is|was|to)\\s',
  apply: (text, { mask }) =>
    text.replace(
      /\b((?:password|passphrase|passcode|secret|token|pin|otp|code)\s{1,4}(?:is|was|to)\s{1,4}["']?)(?=[^\s"']{0,63}\d)([^\s"',;]{4,4096})/gi,
      (_match, before: string, secret: string) => before + mask(secret, 'spoken'),
    ),
};

/** Values in the query or fragment of a URL, by the decoded names of their parameters. */
const parameters: TextRule = {
  name: 'url-parameter',
  hint: '[?&#;][^=&\\s]{1,64}=',
  apply: (text, { mask, policy }) =>
    text.replace(
      /([?&#;])([^=&#;\s"'<>?]{1,64})=([^&#\s"'<>]{1,8192})/g,
      (match, sign: string, name: string, value: string) => {
        const decoded = decodedName(name);
        const secret =
          policy.verdict(decoded) !== undefined || (sign !== ';' && secretParameters.has(plainKey(decoded)));
        return secret ? `${sign}${name}=${mask(value, 'url-parameter')}` : match;
      },
    ),
};

function decodedName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

/** The same in letters that only look like the usual ones; the text keeps its own letters where there is no secret. */
const lookAlikes: TextRule = {
  name: 'look-alike',
  hint: '[\\u0080-\\uffff]',
  apply(text, search: TextSearch) {
    const folded = withoutLookAlikes(text);
    if (folded === text) return text;
    const masked = search.policy.inner(folded, search.depth + 1);
    return masked === folded ? text : masked;
  },
};

/** Secrets that a text names. */
export const assignmentRules: readonly TextRule[] = [parameters, assignments, spoken, lookAlikes];
