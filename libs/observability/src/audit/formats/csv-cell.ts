/** What spreadsheets take for the beginning of a formula, also as full-width characters. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A value as one cell of CSV (RFC 4180). Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers
 * do not. NUL characters, which end a file for some readers, are removed.
 */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replaceAll('\0', '');
  const guarded = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
