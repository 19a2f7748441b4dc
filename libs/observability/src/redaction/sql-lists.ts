const value = String.raw`(?:[+-]?\?|[$:@?]\w{1,63})`;
/** A row or a single value. */
const item = String.raw`(?:${value}|\( ?${value}(?: ?, ?${value})* ?\))`;

const inList = new RegExp(String.raw`\b(in) ?\( ?${item}(?: ?, ?${item})* ?\)`, 'gi');
const array = new RegExp(String.raw`\b(array) ?\[ ?${value}(?: ?, ?${value})* ?\]`, 'gi');

/** A row of VALUES may also hold DEFAULT, NULL and booleans. */
const cell = String.raw`(?:${value}(?: ?:: ?\w{1,63})?|default|null|true|false)`;
const row = String.raw`\( ?${cell}(?: ?, ?${cell})* ?\)`;
const rows = new RegExp(String.raw`\b(values? ?${row})(?: ?, ?${row})+`, 'gi');

/** Lists of masked values in one item, so that the number of values makes no new statement. */
export function collapseSqlLists(sql: string): string {
  return sql.replace(inList, '$1 (?)').replace(array, '$1[?]').replace(rows, '$1');
}
