import { collapseSqlLists } from './sql-lists.js';
import { endOfLiteral, endOfNumber, lengthOfPrefix } from './sql-literals.js';
import { endOfComment, endOfName, endOfQuotedName, isSqlSpace, quoteInLine } from './sql-tokens.js';

/** Whose literals, comments and quotation marks a statement is written with. */
export type SqlDialect = 'postgresql' | 'mysql' | 'sqlite';

/** How a statement is read and how much of it is kept. */
export interface SqlTextOptions {
  /**
   * @defaultValue unknown: what is a literal in any of the dialects is masked, also text in double quotes, and a
   * statement whose literals end at different places in different dialects is masked from there to its end
   */
  readonly dialect?: SqlDialect;
  /** Longest result, in characters; what is longer is cut. @defaultValue 4096 */
  readonly limit?: number;
}

/**
 * A statement without its values: text, numbers, hexadecimal, bit and dollar-quoted literals become `?`, comments go,
 * white space is one space, and lists (`IN (...)`, rows of `VALUES`) are one item long. Placeholders (`$1`, `?`, `:id`,
 * `@id`), names and the signs of numbers stay. A literal that never ends is masked with everything behind it. Linear in
 * the length of the statement. It follows what semantic conventions 1.44 ask of `db.query.text`.
 *
 * @example sanitizeSql("SELECT * FROM users WHERE mail = 'a@b.c' AND id IN (1, 2)", { dialect: 'postgresql' });
 * // SELECT * FROM users WHERE mail = ? AND id IN (?)
 */
export function sanitizeSql(sql: string, options: SqlTextOptions = {}): string {
  const { dialect, limit = 4_096 } = options;
  let text = '';
  let at = 0;
  let spaced = true;
  const disputed = dialect === undefined ? quoteInLine(sql) : undefined;
  // Lists are shortened afterwards; a statement of lists alone still needs an end.
  while (at < sql.length && text.length < limit * 4) {
    if (disputed && sql[at] === '#' && disputed(at)) break;
    const commentEnd = endOfComment(sql, at, dialect);
    if (commentEnd > at || isSqlSpace(sql.charCodeAt(at))) {
      if (!spaced) text += ' ';
      spaced = true;
      at = Math.max(commentEnd, at + 1);
      continue;
    }
    spaced = false;
    const literalEnd = endOfLiteral(sql, at, dialect);
    if (literalEnd > at) {
      const prefix = lengthOfPrefix(sql, at);
      text = prefix > 0 ? `${text.slice(0, -prefix)}?` : `${text}?`;
      at = literalEnd;
      continue;
    }
    const numberEnd = endOfNumber(sql, at);
    const next = Math.max(numberEnd, endOfQuotedName(sql, at, dialect), endOfName(sql, at), at + 1);
    text += numberEnd > at ? '?' : sql.slice(at, next);
    at = next;
  }
  const collapsed = collapseSqlLists(text.trimEnd());
  return collapsed.length > limit ? `${collapsed.slice(0, limit)}...` : collapsed;
}
