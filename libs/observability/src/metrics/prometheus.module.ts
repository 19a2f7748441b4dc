import type { DynamicModule } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { ensureDefaultMetrics } from './prom-client-default-metrics.js';

/** What {@link createPrometheusModule} turns on. */
export interface PrometheusModuleOptions {
  /** prom-client's own process and Node metrics. @defaultValue `false` */
  readonly defaultMetrics?: boolean;
}

/** Stands where nestjs-prometheus would put its controller, and is never registered. */
class UnmappedController {}

/**
 * nestjs-prometheus without its route: `@InjectMetric`, `makeCounterProvider` and the like work, and what they make
 * is served by the metrics endpoint, which no prefix, version or guard of the application reaches.
 *
 * Any number of apps may import it in one process; they share prom-client's global registry.
 */
export function createPrometheusModule(options: PrometheusModuleOptions = {}): DynamicModule {
  if (options.defaultMetrics === true) ensureDefaultMetrics();
  const module = PrometheusModule.register({
    controller: UnmappedController,
    defaultMetrics: { enabled: false },
  });
  return { ...module, controllers: [] };
}
