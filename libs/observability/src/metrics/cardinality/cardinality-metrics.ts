import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../../core/names.js';
import type { RecordingMeter } from '../metrics-source.js';
import type { CardinalityGovernor } from './cardinality-governor.js';

/** Shows how many series there are. */
export function showSeries(meter: RecordingMeter, governor: CardinalityGovernor): void {
  meter
    .createObservableUpDownCounter(metric.series, {
      unit: '{series}',
      description: 'Series of this process: a set of labels of one metric is one, whatever its buckets.',
    })
    .addCallback(result => result.observe(governor.series));
}

/** Shows which metrics have more series than they may. */
export function countFolded(meter: Meter, governor: CardinalityGovernor): void {
  meter
    .createObservableCounter(metric.seriesOverflow, {
      unit: '{record}',
      description: 'Records that a limit of metrics.cardinality folded into the series of all others.',
    })
    .addCallback(result => {
      for (const { metric: name, label, limit, records } of governor.foldedRecords) {
        result.observe(records, {
          [attr.metricName]: name,
          [attr.cardinalityLimit]: limit,
          ...(label !== undefined && { [attr.metricLabel]: label }),
        });
      }
    });
}
