import type { Attributes } from '@opentelemetry/api';
import type { DataPoint, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Redactor } from '../../redaction/redactor.js';
import { maskedAttributes } from './mask-attributes.js';

/**
 * Applies the redaction policy to the labels of every collection. Series keep their attributes from one collection to the next, so
 * each set is judged once.
 */
export function maskedMetrics(redactor: Redactor): (metrics: ResourceMetrics) => ResourceMetrics {
  const judged = new WeakMap<Attributes, Attributes>();
  const clean = (attributes: Attributes): Attributes => {
    let masked = judged.get(attributes);
    if (masked === undefined) {
      masked = maskedAttributes(attributes, redactor);
      judged.set(attributes, masked);
    }
    return masked;
  };
  return metrics => ({
    ...metrics,
    scopeMetrics: metrics.scopeMetrics.map(scope => ({
      ...scope,
      metrics: scope.metrics.map(metric => withCleanPoints(metric, clean)),
    })),
  });
}

function withCleanPoints(metric: MetricData, clean: (attributes: Attributes) => Attributes): MetricData {
  const points = metric.dataPoints as readonly DataPoint<unknown>[];
  if (points.every(({ attributes }) => clean(attributes) === attributes)) return metric;
  const dataPoints = points.map(point => ({ ...point, attributes: clean(point.attributes) }));
  return { ...metric, dataPoints } as MetricData;
}
