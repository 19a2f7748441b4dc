import type { Attributes } from '@opentelemetry/api';
import type { DataPoint, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { nativeFamily } from '../../metrics/exposition/native-family.js';
import type { LabelMask } from './label-mask.js';

/**
 * Applies the redaction policy to the labels of every collection. Series keep their attributes from one collection to the next, so
 * each set is judged once.
 */
export function maskedMetrics(mask: LabelMask): (metrics: ResourceMetrics) => ResourceMetrics {
  const judged = new WeakMap<Attributes, Attributes>();
  const clean = (attributes: Attributes): Attributes => {
    let masked = judged.get(attributes);
    if (masked === undefined) {
      masked = maskedAttributes(attributes, mask);
      judged.set(attributes, masked);
    }
    return masked;
  };
  return metrics => ({
    ...metrics,
    scopeMetrics: metrics.scopeMetrics.map(scope => ({
      ...scope,
      // What says how it stands on a page was masked where it was read.
      metrics: scope.metrics.map(metric => (nativeFamily(metric) ? metric : withCleanPoints(metric, clean))),
    })),
  });
}

function maskedAttributes(attributes: Attributes, mask: LabelMask): Attributes {
  let copy: Attributes | undefined;
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const masked = mask(key, value);
    if (masked !== value) (copy ??= { ...attributes })[key] = masked;
  }
  return copy ?? attributes;
}

function withCleanPoints(metric: MetricData, clean: (attributes: Attributes) => Attributes): MetricData {
  const points = metric.dataPoints as readonly DataPoint<unknown>[];
  if (points.every(({ attributes }) => clean(attributes) === attributes)) return metric;
  const dataPoints = points.map(point => ({ ...point, attributes: clean(point.attributes) }));
  return { ...metric, dataPoints } as MetricData;
}
