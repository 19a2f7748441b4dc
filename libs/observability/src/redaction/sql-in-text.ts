import { sanitizeSql, type SqlTextOptions } from './sql-text.js';
import type { TextRule } from './text-rule.js';

const statement =
  /\b(?:insert\s{1,8}(?:ignore\s{1,8})?into|replace\s{1,8}into|delete\s{1,8}from|update\s{1,8}[^\s']{1,128}(?:\s{1,8}as\s{1,8}\w{1,64}|\s{1,8}\w{1,64})?\s{1,8}set|select\s[^']{1,512}?\sfrom\s|(?:create|alter)\s{1,8}(?:user|role)\s|merge\s{1,8}into|call\s{1,8}\w{1,128}\s?\()/i;

/** Whether a text is, or holds, a statement. */
export const holdsSql = (text: string): boolean => statement.test(text);

/** Quoted literals of a statement inside a text; what stands before the statement stays as it is. */
export const sqlLiterals: TextRule = {
  name: 'sql-literal',
  hint: '(?:into|from|set|user|role|call)\\s',
  apply(text, { mask }) {
    const start = statement.exec(text)?.index;
    if (start === undefined) return text;
    // The frames of a stack are no part of the statement in its message.
    const frames = text.indexOf('\n    at ', start);
    const end = frames < 0 ? text.length : frames;
    const sql = text.slice(start, end);
    // Nothing is masked: the text keeps its numbers and its white space.
    if (!/'|\$\w{0,64}\$|=\s?"|values\s?\([^)]{0,512}"/i.test(sql)) return text;
    mask(sql, 'sql-literal');
    return text.slice(0, start) + sanitizeSql(sql, dialectOf(sql)) + text.slice(end);
  },
};

/** Only a guess: of a text nobody says which database it was for. Where marks are read differently, nothing is kept. */
function dialectOf(sql: string): SqlTextOptions {
  const limit = 32_768;
  if (/`|\\'/.test(sql)) return { dialect: 'mysql', limit };
  return /=\s?"|values\s?\([^)]{0,512}"/i.test(sql) ? { limit } : { dialect: 'postgresql', limit };
}
