import type { Attributes, Histogram, Meter, Observable, ObservableCallback } from '@opentelemetry/api';
import { databaseAttr, databaseMetric } from '../core/database-names.js';
import { databaseBuckets } from '../metrics/red-buckets.js';
import type { ConnectionPool, PoolFigures } from './connection-pools.js';

type Shown = (figures: PoolFigures) => readonly (readonly [number, Attributes])[];

/** Pools whose figures are shown. */
export interface MeasuredPools {
  /** Takes the seconds that somebody waited. */
  readonly waits: Histogram;
  end(): void;
}

/** Shows connection pools, read at each collection. */
export function measuredPools(meter: Meter, pools: readonly ConnectionPool[]): MeasuredPools {
  const ends = [
    observe(
      meter.createObservableUpDownCounter(databaseMetric.connectionCount, {
        unit: '{connection}',
        description: 'Connections of a pool, by state.',
      }),
      ({ idle, used }) => [
        [idle, { [databaseAttr.dbConnectionState]: 'idle' }],
        [used, { [databaseAttr.dbConnectionState]: 'used' }],
      ],
    ),
    observe(
      meter.createObservableUpDownCounter(databaseMetric.connectionMax, {
        unit: '{connection}',
        description: 'Connections that a pool may have.',
      }),
      ({ max }) => (max === undefined ? [] : [[max, {}]]),
    ),
    observe(
      meter.createObservableUpDownCounter(databaseMetric.pendingRequests, {
        unit: '{request}',
        description: 'Callers that wait for a connection of a pool.',
      }),
      ({ pending }) => [[pending, {}]],
    ),
  ];
  const waits = meter.createHistogram(databaseMetric.waitTime, {
    unit: 's',
    description: 'Time that callers waited for a connection of a pool, where none was idle.',
    advice: { explicitBucketBoundaries: [...databaseBuckets] },
  });
  return { waits, end: () => ends.forEach(end => end()) };

  function observe(instrument: Observable, shown: Shown): () => void {
    const callback: ObservableCallback = result => {
      for (const { name, read } of pools) {
        const figures = read();
        if (!figures) continue;
        for (const [value, attributes] of shown(figures))
          result.observe(value, { [databaseAttr.dbPoolName]: name, ...attributes });
      }
    };
    instrument.addCallback(callback);
    return () => instrument.removeCallback(callback);
  }
}
