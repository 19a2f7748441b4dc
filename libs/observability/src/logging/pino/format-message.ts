/** Stands for an argument inside a message. */
const placeholder = /%[sdifjoOc%]/g;

/**
 * A message with its arguments in place, as pino would write it: the whole is what has to be searched for secrets, as
 * `password=%s` and its argument say nothing alone. The arguments must be safe copies. Arguments that no placeholder asks for are
 * left out, as pino leaves them out.
 */
export function formatMessage(message: string, values: readonly unknown[]): string {
  if (values.length === 0) return message;
  let next = 0;
  return message.replace(placeholder, mark => {
    if (mark === '%%') return '%';
    if (next >= values.length) return mark;
    const value = values[next];
    next += 1;
    switch (mark) {
      case '%s':
        return typeof value === 'object' ? asJson(value) : String(value);
      case '%d':
      case '%f':
        return numeral(Number(primitive(value)));
      case '%i':
        return numeral(Math.floor(Number(primitive(value))));
      case '%c':
        return '';
      default:
        return typeof value === 'string' && mark !== '%j' ? `'${value}'` : asJson(value);
    }
  });
}

const primitive = (value: unknown): unknown => (typeof value === 'object' ? Number.NaN : value);

const numeral = (value: number): string => (Number.isNaN(value) ? 'NaN' : String(value));

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'undefined';
