const LONGEST = 60;

/** Shows a value in an error message: short, on one line, and without the user name and password of a URL. */
export function givenValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shorten(withoutCredentials(value)));
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? givenList(value) : 'an object';
    case 'function':
      return 'a function';
    case 'bigint':
      return `${shorten(String(value))}n`;
    default:
      return String(value);
  }
}

/** Says what kind of value was given where the value itself may be a secret. */
export function givenKind(value: unknown): string {
  return typeof value === 'string' ? 'a string' : givenValue(value);
}

function givenList(values: readonly unknown[]): string {
  const isPlain = values.every(value => typeof value === 'number' || typeof value === 'boolean');
  return isPlain ? shorten(`[${values.join(', ')}]`) : 'a list';
}

function withoutCredentials(text: string): string {
  return text.includes('@') ? text.replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, '$1***@') : text;
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
