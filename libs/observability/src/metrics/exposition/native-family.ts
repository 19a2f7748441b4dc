import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { MetricFamily } from './metric-family.js';

const NATIVE_FAMILY: unique symbol = Symbol('prometheus.family');

/** Metric data that came from Prometheus in the first place and knows how it is written there. */
export interface NativeMetricData {
  readonly [NATIVE_FAMILY]?: MetricFamily | 'elsewhere';
}

/**
 * Marks metric data with the family that it was made from, so that a page shows the original name and type and OTLP
 * gets the translation. Of several pieces of data made from one family (a summary has no other form in OpenTelemetry),
 * the first carries the family and the rest `'elsewhere'`.
 */
export function withNativeFamily<T extends MetricData>(data: T, family: MetricFamily | 'elsewhere'): T {
  return { ...data, [NATIVE_FAMILY]: family };
}

/** The family that the data was made from, `'elsewhere'`, or `undefined` for data of OpenTelemetry's own. */
export function nativeFamily(data: MetricData & NativeMetricData): MetricFamily | 'elsewhere' | undefined {
  return data[NATIVE_FAMILY];
}
