import type { Counter } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import { AttributeCache } from './attribute-cache.js';
import type { RecordingMeter } from './metrics-source.js';

/**
 * Counts errors by type and route; whoever calls bounds the types. The counter is made with the first error.
 *
 * @param source has the meter once metrics are started
 */
export function countErrors(source: {
  readonly meter: RecordingMeter;
}): (type: string, route: string | undefined) => void {
  const labels = new AttributeCache();
  let counter: Counter | undefined;
  return (type, route) => {
    counter ??= source.meter.createCounter(metric.errors, {
      unit: '{error}',
      description: 'Errors: exceptions that ended observed work or that nobody caught, each once per trace.',
    });
    const attributes = labels.get(JSON.stringify([type, route]), () => ({
      [attr.errorType]: type,
      ...(route !== undefined && { [attr.httpRoute]: route }),
    }));
    counter.add(1, attributes);
  };
}
