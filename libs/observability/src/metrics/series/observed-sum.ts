import type { Attributes, HrTime, MetricOptions, Observable, ObservableCallback } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import type { DataPoint, SumMetricData } from '@opentelemetry/sdk-metrics';
import { sumMetricData } from './sum-metric-data.js';

/** An up-down counter whose values are asked for at each collection; its callbacks must not wait for anything. */
export class ObservedSum implements Observable {
  readonly #startTime = hrTime();
  readonly #callbacks = new Set<ObservableCallback>();

  constructor(
    private readonly name: string,
    private readonly options: MetricOptions,
  ) {}

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.delete(callback);
  }

  /** What the callbacks observe now; `undefined` when that is nothing. */
  collect(endTime: HrTime): SumMetricData | undefined {
    const dataPoints: DataPoint<number>[] = [];
    const observe = (value: number, attributes: Attributes = {}): void =>
      void dataPoints.push({ attributes, startTime: this.#startTime, endTime, value });
    for (const callback of this.#callbacks) void callback({ observe });
    return sumMetricData({ ...this.options, name: this.name, isMonotonic: false, dataPoints });
  }
}
