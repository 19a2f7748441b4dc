import type { MeterProvider } from '@opentelemetry/api';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';

/** Running runtime metrics. */
export interface RuntimeMetrics {
  /** Stops observing; the instruments stay and report nothing. */
  stop(): void;
}

/**
 * Starts `nodejs.eventloop.*` and `v8js.*`: event loop delay and utilization, garbage collection, heap, active
 * resources. Needs no loader hook, because the instrumentation asks Node and patches nothing.
 *
 * @param meterProvider where they are recorded; the global one is not looked at
 */
export function startRuntimeMetrics(meterProvider: MeterProvider): RuntimeMetrics {
  const instrumentation = new RuntimeNodeInstrumentation();
  instrumentation.setMeterProvider(meterProvider);
  return { stop: () => instrumentation.disable() };
}
