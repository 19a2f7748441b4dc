/** Rows under a head, in columns as wide as their widest cell; control characters are shown as `?`. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map(row => row.map(printable));
  const widths = head.map((_cell, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  const lines = all.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [lines[0], widths.map(width => '-'.repeat(width)).join('  '), ...lines.slice(1)]
    .map(line => line?.trimEnd())
    .join('\n');
}

/** Stored text must not steer the terminal of the one who reads it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
