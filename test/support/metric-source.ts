import type { Meter } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { MetricReader, ViewOptions } from '@opentelemetry/sdk-metrics';

/** A meter of a real provider that one reader reads. */
export function meterReadBy(reader: MetricReader, views: ViewOptions[] = []): Meter {
  const resource = resourceFromAttributes({ 'service.name': 'orders', 'service.version': '1.2.3' });
  return new MeterProvider({ readers: [reader], resource, views }).getMeter('test');
}
