import type { Meter } from '@opentelemetry/api';
import { shedKinds, type LoadShedding } from '../../core/load-shedding.js';
import { attr, metric } from '../../core/names.js';

/** Shows how much telemetry is given up for want of time. */
export function showShedding(meter: Meter, shedding: LoadShedding): void {
  meter
    .createObservableGauge(metric.sheddingLevel, {
      unit: '{level}',
      description:
        'What telemetry gives up because the event loop is saturated: 0 nothing, 4 all that may be.',
    })
    .addCallback(result => result.observe(shedding.level));
  meter
    .createObservableCounter(metric.shed, {
      unit: '{item}',
      description: 'What telemetry gave up because the event loop was saturated.',
    })
    .addCallback(result => {
      const counts = shedding.counts();
      for (const kind of shedKinds) result.observe(counts[kind], { [attr.shedKind]: kind });
    });
}
