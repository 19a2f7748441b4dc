import { sanitizeSql } from './sql-text.js';
import type { TextRule } from './text-rule.js';

const statement =
  /\b(?:insert\s{1,8}(?:ignore\s{1,8})?into|replace\s{1,8}into|delete\s{1,8}from|update\s{1,8}[^\s']{1,128}(?:\s{1,8}as\s{1,8}\w{1,64}|\s{1,8}\w{1,64})?\s{1,8}set|select\s[^']{1,4096}?\sfrom\s|(?:create|alter)\s{1,8}(?:user|role)\s|merge\s{1,8}into|call\s{1,8}\w{1,128}\s?\()/i;

/** Whether a text is, or holds, a statement. */
export const holdsSql = (text: string): boolean => statement.test(text);

/** Quoted literals of a statement inside a text; what stands before the statement stays as it is. */
export const sqlLiterals: TextRule = {
  name: 'sql-literal',
  hint: '(?:into|from|set|user|role|call)\\s',
  apply(text, { mask }) {
    const start = statement.exec(text)?.index;
    if (start === undefined || !/['"$]/.test(text.slice(start))) return text;
    const sql = text.slice(start);
    const clean = sanitizeSql(sql, { dialect: /`|\\'/.test(sql) ? 'mysql' : 'postgresql', limit: 32_768 });
    // Nothing was masked: the text keeps its numbers and its white space.
    if (!/'/.test(sql) && !/\$\w*\$/.test(sql) && !/=\s?"/.test(sql)) return text;
    mask(sql, 'sql-literal');
    return text.slice(0, start) + clean;
  },
};
