import type {
  BatchObservableCallback,
  Meter,
  MeterOptions,
  MeterProvider,
  MetricOptions,
  Observable,
} from '@opentelemetry/api';
import type { FaultLog } from '../../core/fault-log.js';
import type { CardinalityGovernor } from './cardinality-governor.js';
import { governedCallback, governedBatch, type GovernedObservable } from './governed-observation.js';
import { governedInstrument } from './governed-instrument.js';

/** What governs, and where is told what goes wrong. */
export interface MeterGovernment {
  readonly governor: CardinalityGovernor;
  readonly faults: FaultLog;
}

/** The meters of an application, whose instruments have a bounded number of series and throw nothing. */
export class GovernedMeterProvider implements MeterProvider {
  constructor(
    private readonly provider: MeterProvider,
    private readonly government: MeterGovernment,
  ) {}

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    return new GovernedMeter(this.provider.getMeter(name, version, options), this.government);
  }
}

type Made = 'createCounter' | 'createUpDownCounter' | 'createGauge' | 'createHistogram';
type Observed = 'createObservableCounter' | 'createObservableUpDownCounter' | 'createObservableGauge';

class GovernedMeter implements Meter {
  readonly createCounter = this.making('createCounter');
  readonly createUpDownCounter = this.making('createUpDownCounter');
  readonly createGauge = this.making('createGauge');
  readonly createHistogram = this.making('createHistogram');
  readonly createObservableCounter = this.observing('createObservableCounter', true);
  readonly createObservableUpDownCounter = this.observing('createObservableUpDownCounter', true);
  readonly createObservableGauge = this.observing('createObservableGauge', false);
  private readonly batches = new WeakMap<BatchObservableCallback, BatchObservableCallback>();
  private readonly observed = new WeakMap<Observable, GovernedObservable>();

  constructor(
    private readonly meter: Meter,
    private readonly government: MeterGovernment,
  ) {}

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const governed = governedBatch(callback, of => this.observed.get(of));
    this.batches.set(callback, governed);
    this.meter.addBatchObservableCallback(governed, observables);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.meter.removeBatchObservableCallback(this.batches.get(callback) ?? callback, observables);
  }

  private making<M extends Made>(make: M): Meter[M] {
    return ((name: string, options?: MetricOptions) => {
      const { governor, faults } = this.government;
      return governedInstrument(this.meter[make](name, options), governor.of(name), thrown =>
        faults.report(`instrument ${name}`, thrown),
      );
    }) as Meter[M];
  }

  private observing<M extends Observed>(make: M, adds: boolean): Meter[M] {
    return ((name: string, options?: MetricOptions) => {
      const series = this.government.governor.of(name);
      const instrument = this.meter[make](name, options);
      const known: GovernedObservable = { series, adds };
      const callbacks = new WeakMap<object, ReturnType<typeof governedCallback>>();
      const governed = Object.create(instrument) as Observable;
      governed.addCallback = callback => {
        const wrapped = callbacks.get(callback) ?? governedCallback(callback, known);
        callbacks.set(callback, wrapped);
        instrument.addCallback(wrapped);
      };
      governed.removeCallback = callback => instrument.removeCallback(callbacks.get(callback) ?? callback);
      this.observed.set(governed, known);
      return governed;
    }) as Meter[M];
  }
}
