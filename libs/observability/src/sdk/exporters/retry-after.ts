/**
 * Milliseconds that a `Retry-After` header asks for, in seconds or as an HTTP date; `undefined` when it says neither.
 * A date in the past and negative seconds are 0.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterOf(header: string | undefined, now: number = Date.now()): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^[-+]?\d+(\.\d+)?$/.test(text)) return Math.max(0, Number(text) * 1_000);
  // Every form of HTTP date names its month; Date.parse alone would take almost any text with a number in it.
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
