/** Writes a sample value as both formats accept it. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

/**
 * Writes a bucket bound or quantile as OpenMetrics wants it: always recognisable as a float (`1.0`), and with an
 * exponent from a million on (`1e+06`), so that equal bounds of different producers are equal labels.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#considerations-canonical-numbers
 */
export function formatCanonicalBound(value: number): string {
  if (!Number.isFinite(value)) return formatValue(value);
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 6)) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const decimal = String(value);
  return decimal.includes('.') ? decimal : `${decimal}.0`;
}
