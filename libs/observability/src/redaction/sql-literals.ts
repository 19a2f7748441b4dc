import type { SqlDialect } from './sql-text.js';
import { endOfQuotes, isNamePart } from './sql-tokens.js';

/** Where the text literal that starts here ends; `at` when none does. */
export function endOfLiteral(sql: string, at: number, dialect: SqlDialect | undefined): number {
  switch (sql[at]) {
    case "'":
      return endOfString(sql, at, dialect);
    case '"':
      return dialect === 'postgresql' || dialect === 'sqlite' ? at : endOfString(sql, at, dialect);
    case '$':
      return dialect === 'mysql' || dialect === 'sqlite' ? at : endOfDollarQuotes(sql, at);
    default:
      return at;
  }
}

/** Backslashes escape in MySQL and in the E'' strings of PostgreSQL, and nowhere else. */
function endOfString(sql: string, at: number, dialect: SqlDialect | undefined): number {
  const quote = sql[at] as string;
  if (dialect === 'mysql' || (dialect === 'postgresql' && isEscapePrefix(sql, at)))
    return endOfEscaped(sql, at, quote);
  const end = endOfQuotes(sql, at, quote);
  if (dialect !== undefined) return end;
  // Dialects disagree about where it ends as soon as a backslash stands in it: then nothing behind it can be trusted.
  return sql.slice(at, end).includes('\\') ? sql.length : end;
}

const isEscapePrefix = (sql: string, at: number): boolean =>
  (sql[at - 1] === 'e' || sql[at - 1] === 'E') && !isNamePart(sql[at - 2]);

function endOfEscaped(sql: string, at: number, quote: string): number {
  let end = at + 1;
  while (end < sql.length) {
    if (sql[end] === '\\') end += 2;
    else if (sql[end] !== quote) end += 1;
    else if (sql[end + 1] === quote) end += 2;
    else return end + 1;
  }
  return sql.length;
}

/** `$$ ... $$` and `$name$ ... $name$`; `$1` is a placeholder. */
function endOfDollarQuotes(sql: string, at: number): number {
  const open = dollarQuote.exec(sql.slice(at, at + 66))?.[0];
  if (open === undefined) return at;
  const end = sql.indexOf(open, at + open.length);
  return end < 0 ? sql.length : end + open.length;
}

const dollarQuote = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]{0,62})?\$/;

/** Where a number that starts here ends: `1`, `1_000`, `.5`, `1e-10`, `0xFF`, `0b1`; `at` when none does. */
export function endOfNumber(sql: string, at: number): number {
  const first = sql.charCodeAt(at);
  const isDigit = (code: number): boolean => code >= 48 && code <= 57;
  if (!isDigit(first) && !(first === 46 && isDigit(sql.charCodeAt(at + 1)))) return at;
  let end = at + 1;
  for (; end < sql.length; end += 1) {
    const character = sql[end] as string;
    const exponentSign = (character === '-' || character === '+') && /[eE]/.test(sql[end - 1] as string);
    if (exponentSign && !/^0[xX]/.test(sql.slice(at, at + 2))) continue;
    if (character !== '.' && !isNamePart(character)) break;
  }
  return end;
}

const prefix = /(?:^|[^\w$\u0080-\uffff])([ebxn]|u&|_[a-z][a-z0-9]{1,15} ?)$/i;

/** How long the prefix before the literal at this place is: `E`, `B`, `X`, `N`, `U&`, `_utf8mb4`. */
export function lengthOfPrefix(sql: string, at: number): number {
  const before = sql[at - 1];
  if (before !== '&' && before !== ' ' && !isNamePart(before)) return 0;
  return prefix.exec(sql.slice(Math.max(0, at - 20), at))?.[1]?.length ?? 0;
}
