import type { Meter } from '@opentelemetry/api';
import type { FaultLog } from '../core/fault-log.js';
import { attr, metric } from '../core/names.js';

/** Shows how often telemetry itself failed, by place; a place is a name in code, never a value of a request. */
export function countFaults(meter: Meter, faults: FaultLog): void {
  meter
    .createObservableCounter(metric.faults, {
      unit: '{fault}',
      description: 'Faults of telemetry that were kept from the application, such as callbacks that throw.',
    })
    .addCallback(result => {
      for (const [site, count] of faults.counts()) result.observe(count, { [attr.faultSite]: site });
    });
  meter
    .createObservableGauge(metric.callbacksPaused, {
      unit: '{callback}',
      description:
        'Callbacks of the application that fail every time and are asked once a minute only: 1 for each.',
    })
    .addCallback(result => {
      for (const site of faults.paused()) result.observe(1, { [attr.faultSite]: site });
    });
}
