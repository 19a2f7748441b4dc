/** Time in microseconds since the epoch as ISO 8601 text in UTC, to the microsecond: Date knows milliseconds only. */
export function isoTime(microseconds: number): string {
  const whole = new Date(Math.floor(microseconds / 1_000));
  if (Number.isNaN(whole.getTime())) return String(microseconds);
  const rest = String(microseconds % 1_000).padStart(3, '0');
  return whole.toISOString().replace('Z', `${rest}Z`);
}
