import type { TextRule, TextSearch } from './text-rule.js';

/** How often a text is looked for inside a text. */
const maxDepth = 3;

const printable = /^[\t\r\n\x20-\x7e\u00a0-\u024f]+$/;

/** The text that base64 stands for, or `undefined` when it stands for none: ids and digests are bytes. */
function decoded(run: string): string | undefined {
  if (/^[0-9a-f-]+$/i.test(run) || /^\d+$/.test(run)) return undefined;
  const text = Buffer.from(run, 'base64').toString('utf8');
  return text.length >= 8 && printable.test(text) ? text : undefined;
}

/** Secrets inside base64, with its usual or its URL alphabet. */
const base64: TextRule = {
  name: 'base64',
  hint: '[A-Za-z0-9+/_-]{16}',
  apply(text, { mask, policy, depth }) {
    if (depth >= maxDepth) return text;
    return text.replace(/(?<![\w+/-])[\w+/-]{16,32768}={0,2}/g, run => {
      const inside = decoded(run);
      return inside !== undefined && policy.inner(inside, depth + 1) !== inside ? mask(run, 'base64') : run;
    });
  },
};

/** Secrets that are percent-encoded: the part is shown decoded and masked. */
const percent: TextRule = {
  name: 'percent-encoded',
  hint: '%[0-9a-f]{2}',
  apply(text, { policy, depth }) {
    if (depth >= maxDepth) return text;
    return text.replace(/[^\s%"'<>]{0,512}%[0-9a-f]{2}[^\s"'<>]{0,32768}/gi, part => {
      const inside = decodedPercent(part);
      if (inside === part) return part;
      const masked = policy.inner(inside, depth + 1);
      return masked === inside ? part : masked;
    });
  },
};

function decodedPercent(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2}){1,4096}/gi, encoded => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** JSON inside a text is read as what it is, so that escapes hide nothing; it is written again only where it held a secret. */
const json: TextRule = {
  name: 'json',
  hint: '[{[]\\s{0,8}["{[]',
  apply(text, search: TextSearch) {
    const { policy, depth } = search;
    const start = text.search(/[{[]\s{0,8}["{[]/);
    const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
    if (depth >= maxDepth || start < 0 || end <= start) return text;
    const value = parsed(text.slice(start, end + 1));
    if (value === undefined) return text;
    const written = JSON.stringify(value);
    const masked = JSON.stringify(policy.parsed(value, depth + 1));
    return masked === written ? text : text.slice(0, start) + masked + text.slice(end + 1);
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Texts inside texts. */
export const encodedRules: readonly TextRule[] = [json, percent, base64];
