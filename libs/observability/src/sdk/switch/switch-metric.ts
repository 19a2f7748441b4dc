import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../../core/names.js';
import type { ObservabilitySwitch } from './observability-switch.js';

const signals = ['traces', 'metrics', 'logs'] as const;

/** Shows which signals are switched on. */
export function showSwitch(meter: Meter, state: Pick<ObservabilitySwitch, 'isOn'>): void {
  meter
    .createObservableGauge(metric.signalEnabled, {
      unit: '{state}',
      description: 'Whether a signal is recorded: 1, or 0 when it is switched off.',
    })
    .addCallback(result => {
      for (const signal of signals)
        result.observe(state.isOn(signal) ? 1 : 0, { [attr.exportSignal]: signal });
    });
}
