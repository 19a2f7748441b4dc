import type { SqlDialect } from './sql-text.js';

/** White space of SQL, the no-break space included, which editors leave behind. */
export const isSqlSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;

const letterOrDigit = /[\w$\u0080-\uffff]/;

/** Whether a character can stand inside an unquoted name. */
export const isNamePart = (character: string | undefined): boolean =>
  character !== undefined && letterOrDigit.test(character);

/** Where the unquoted name, keyword or placeholder that starts here ends; `at` when none starts here. */
export function endOfName(sql: string, at: number): number {
  let end = at;
  // Placeholders and variables: $1, :id, @id, @@session, ?3.
  while (end - at < 2 && '@:?'.includes(sql[end] ?? ' ')) end += 1;
  while (isNamePart(sql[end])) end += 1;
  return end;
}

/** Where a quoted name ends: in double quotes, backticks or, on SQLite, brackets. */
export function endOfQuotedName(sql: string, at: number, dialect: SqlDialect | undefined): number {
  const open = sql[at];
  if (open === '`' && dialect !== 'postgresql') return endOfQuotes(sql, at, '`');
  if (open === '"' && (dialect === 'postgresql' || dialect === 'sqlite')) return endOfQuotes(sql, at, '"');
  if (open === '[' && dialect === 'sqlite') return endOfQuotes(sql, at, ']');
  return at;
}

/** Behind the closing mark; a doubled mark stands for itself. A text that never closes ends with the statement. */
export function endOfQuotes(sql: string, at: number, close: string): number {
  let end = sql.indexOf(close, at + 1);
  while (end >= 0 && sql[end + 1] === close && close !== ']') end = sql.indexOf(close, end + 2);
  return end < 0 ? sql.length : end + 1;
}

/** Where a comment that starts here ends; `at` when none does. Optimizer hints and version comments are comments. */
export function endOfComment(sql: string, at: number, dialect: SqlDialect | undefined): number {
  const open = sql[at];
  if (open === '-' && sql[at + 1] === '-') {
    // MySQL reads `5--3` as a subtraction; masking what follows would only lose text, so do it where it is a comment.
    const next = sql[at + 2];
    const subtraction = dialect === 'mysql' && next !== undefined && !isSqlSpace(next.charCodeAt(0));
    return subtraction ? at : endOfLine(sql, at);
  }
  if (open === '#' && dialect === 'mysql') return endOfLine(sql, at);
  if (open !== '/' || sql[at + 1] !== '*') return at;
  if (dialect === 'postgresql') return endOfNested(sql, at);
  const end = endAfter(sql, '*/', at + 2);
  const nested = dialect === undefined && sql.lastIndexOf('/*', end) > at;
  return nested ? sql.length : end;
}

/**
 * Whether a quote follows on the same line, asked for rising places: `#` starts a comment in MySQL and is an operator
 * elsewhere, so the dialects disagree about such a quote. Each part of the statement is searched once.
 */
export function quoteInLine(sql: string): (at: number) => boolean {
  let quote = -1;
  return at => {
    if (quote < at) {
      const found = sql.slice(at).search(/['"\n]/);
      quote = found < 0 ? sql.length : at + found;
    }
    return sql[quote] === "'" || sql[quote] === '"';
  };
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end;
}

function endAfter(sql: string, close: string, from: number): number {
  const end = sql.indexOf(close, from);
  return end < 0 ? sql.length : end + close.length;
}

/** PostgreSQL nests comments, so the first closing mark is not always the end. */
function endOfNested(sql: string, at: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}
