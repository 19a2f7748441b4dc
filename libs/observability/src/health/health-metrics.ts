import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { ReadinessReport } from './readiness.js';

/** Shows what the latest probes found; collecting asks no dependency. */
export function showReadiness(meter: Meter, known: () => ReadinessReport): void {
  meter
    .createObservableGauge(metric.healthReady, {
      unit: '{state}',
      description: 'Whether the process should get traffic, as of the latest probe: 1 or 0.',
    })
    .addCallback(result => result.observe(known().ready ? 1 : 0));
  meter
    .createObservableGauge(metric.healthIndicatorUp, {
      unit: '{state}',
      description: 'Whether a dependency was usable at the latest probe: 1, 0.5 when degraded, 0 when down.',
    })
    .addCallback(result => {
      for (const [name, { status }] of known().results)
        result.observe(states[status], { [attr.healthIndicator]: name });
    });
}

const states = { up: 1, degraded: 0.5, down: 0 } as const;
