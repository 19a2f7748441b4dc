import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';

/** Shows how many log lines were given up because nobody read them. */
export function countLostLines(meter: Meter, lost: () => ReadonlyMap<string, number>): void {
  meter
    .createObservableCounter(metric.logLinesLost, {
      unit: '{line}',
      description: 'Log lines that were given up because more of them waited than may.',
    })
    .addCallback(result => {
      for (const [rank, lines] of lost()) result.observe(lines, { [attr.lineRank]: rank });
    });
}
