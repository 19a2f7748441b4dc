import { unitSuffix } from './unit-suffix.js';

/** What the naming rules distinguish. */
export type NamedKind = 'counter' | 'gauge' | 'other';

/** A Prometheus family name, and its unit when the name ends with it. */
export interface PrometheusName {
  readonly name: string;
  readonly unit: string;
}

/**
 * Turns an OpenTelemetry instrument name and unit into the name that Prometheus itself gives the metric when it
 * arrives by OTLP, so that one dashboard serves both ways: invalid characters become single underscores, the unit is
 * appended unless the name says it already, a gauge of unit `1` is a `_ratio`. A counter's `total` is left out here,
 * because it belongs to the sample and not to the family.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
export function prometheusName(name: string, unit: string, kind: NamedKind): PrometheusName {
  let words = name.split(/[^a-zA-Z0-9:]+/).filter(word => word !== '');
  const suffix = unitSuffix(unit);
  const main = words.includes(suffix.main) ? '' : suffix.main;
  const per = words.includes(suffix.per) ? '' : suffix.per;
  if (main !== '') words.push(main);
  if (per !== '') words.push('per', per);
  if (kind === 'counter') words = words.filter(word => word !== 'total');
  const ratio = kind === 'gauge' && unit.trim() === '1';
  if (ratio) words = [...words.filter(word => word !== 'ratio'), 'ratio'];

  const joined = words.join('_');
  const full = /^[a-zA-Z_:]/.test(joined) ? joined : `_${joined}`;
  return { name: full, unit: unitMetadata(full, ratio ? 'ratio' : spelled(suffix.main, suffix.per)) };
}

function spelled(main: string, per: string): string {
  return per === '' ? main : [main, 'per', per].filter(word => word !== '').join('_');
}

function unitMetadata(name: string, unit: string): string {
  return unit !== '' && name.endsWith(`_${unit}`) ? unit : '';
}
