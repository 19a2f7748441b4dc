import type {
  Attributes,
  BatchObservableCallback,
  Meter,
  MeterProvider,
  MetricOptions,
  ObservableCallback,
} from '@opentelemetry/api';

/** An instrument as it was made, with the keys of every attribute that it was given. */
export interface RecordedInstrument {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'up-down counter';
  readonly unit: string;
  readonly description: string;
  readonly labels: Set<string>;
}

/** A meter that records which instruments are made of it and how they are labelled, and no measurement. */
export class RecordingMeter implements Meter, MeterProvider {
  readonly instruments: RecordedInstrument[] = [];
  readonly #callbacks: (() => void)[] = [];

  createCounter = (name: string, options?: MetricOptions) => this.#instrument('counter', name, options);
  createGauge = (name: string, options?: MetricOptions) => this.#instrument('gauge', name, options);
  createHistogram = (name: string, options?: MetricOptions) => this.#instrument('histogram', name, options);
  createUpDownCounter = (name: string, options?: MetricOptions) =>
    this.#instrument('up-down counter', name, options);
  createObservableCounter = this.createCounter;
  createObservableGauge = this.createGauge;
  createObservableUpDownCounter = this.createUpDownCounter;

  getMeter(): Meter {
    return this;
  }

  addBatchObservableCallback(callback: BatchObservableCallback): void {
    this.#callbacks.push(
      () => void callback({ observe: (of, _value, attributes) => note(of as never, attributes) }),
    );
  }

  removeBatchObservableCallback(): void {}

  /** Lets observable instruments say how they are labelled. */
  collect(): void {
    for (const callback of this.#callbacks) callback();
  }

  #instrument(kind: RecordedInstrument['kind'], name: string, options: MetricOptions = {}) {
    const { unit = '', description = '' } = options;
    const instrument: RecordedInstrument = { name, kind, unit, description, labels: new Set() };
    this.instruments.push(instrument);
    const take = (_value: number, attributes?: Attributes): void => note(instrument, attributes);
    return Object.assign(instrument, {
      add: take,
      record: take,
      addCallback: (callback: ObservableCallback) =>
        this.#callbacks.push(() => void callback({ observe: take })),
      removeCallback: () => undefined,
    });
  }
}

function note({ labels }: RecordedInstrument, attributes: Attributes = {}): void {
  for (const key of Object.keys(attributes)) labels.add(key);
}
