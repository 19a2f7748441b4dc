import type { DynamicModule } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';

/** Stands where nestjs-prometheus would put its controller, and is never registered. */
class UnmappedController {}

/**
 * nestjs-prometheus without its route: `@InjectMetric`, `makeCounterProvider` and the like work, and what they make
 * is served by the metrics endpoint, which no prefix, version or guard of the application reaches.
 *
 * Any number of apps may import it in one process; they share prom-client's global registry. prom-client's default metrics are not started here: whether they are wanted is not
 * known yet where a factory gives the options, so it is done where the metrics start.
 */
export function createPrometheusModule(): DynamicModule {
  const module = PrometheusModule.register({
    controller: UnmappedController,
    defaultMetrics: { enabled: false },
  });
  return { ...module, controllers: [] };
}
