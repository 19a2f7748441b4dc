import type { Attributes, Meter, Observable, ObservableCallback } from '@opentelemetry/api';
import { databaseAttr, databaseMetric } from '../core/database-names.js';
import type { ConnectionPool, PoolFigures } from './connection-pools.js';

type Shown = (figures: PoolFigures) => readonly (readonly [number, Attributes])[];

/**
 * Shows connection pools, read at each collection.
 *
 * @returns ends that
 */
export function showPools(meter: Meter, pools: readonly ConnectionPool[]): () => void {
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
  return () => ends.forEach(end => end());

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
