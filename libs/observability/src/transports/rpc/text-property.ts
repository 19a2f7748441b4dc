/** A property that holds text, of an object that somebody else sent; nothing that is inherited counts. */
export function textProperty(from: unknown, name: string): string | undefined {
  if (typeof from !== 'object' || from === null) return undefined;
  const value: unknown = Object.hasOwn(from, name) ? (from as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('utf8', 0, longestHeader) : undefined;
}

/** More is no trace context. */
const longestHeader = 8_192;

/** A pattern as text, as Nest itself writes it; a hostile one that cannot be written has none. */
export function patternText(pattern: unknown): string | undefined {
  if (typeof pattern === 'string') return pattern;
  if (pattern === undefined || pattern === null) return undefined;
  try {
    return JSON.stringify(pattern);
  } catch {
    return undefined;
  }
}

/** The value itself, if it is text. */
export function onlyText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
