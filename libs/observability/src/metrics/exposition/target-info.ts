import type { Attributes } from '@opentelemetry/api';
import { labelPairs, labelText } from './labels.js';
import type { MetricFamily } from './metric-family.js';

/** The resource as `target_info`, for queries that join its attributes to a metric. Without attributes there is none. */
export function targetInfo(resource: Attributes): MetricFamily {
  const labels = labelText(labelPairs(resource));
  const series = labels === '' ? [] : [{ labels, samples: [{ suffix: '_info' as const, value: 1 }] }];
  return { name: 'target', type: 'info', help: 'What emits these metrics.', unit: '', series };
}
