import { collectDefaultMetrics, register } from 'prom-client';
import type { Registry } from 'prom-client';

const ONE_OF_THEM = 'process_cpu_user_seconds_total';

/**
 * Starts prom-client's `process_*` and `nodejs_*` metrics unless the registry has them: starting them twice throws,
 * and every further app or test module in a process shares the global registry.
 */
export function ensureDefaultMetrics(registry: Registry = register): void {
  if (registry.getSingleMetric(ONE_OF_THEM) === undefined) collectDefaultMetrics({ register: registry });
}
