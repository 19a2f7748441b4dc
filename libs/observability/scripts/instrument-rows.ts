import { ROOT_CONTEXT } from '@opentelemetry/api';
import { RecordingMeter, type RecordedInstrument } from './recording-meter.ts';

/** An instrument as it reaches the reader of a dashboard. */
export interface InstrumentRow extends RecordedInstrument {
  /** Its name on `/metrics`, and in a Prometheus that takes OTLP. */
  readonly prometheusName: string;
}

/** Every instrument that the library makes itself, labels included: an operation that has everything is recorded. */
export async function ownInstruments(): Promise<InstrumentRow[]> {
  const [
    { RedRecorder },
    { Operation },
    { attr },
    { countFaults },
    { FaultLog },
    { AuditMetrics },
    { showSwitch },
    { countLostLines },
    { countErrors },
  ] = await Promise.all([
    import('../dist/metrics/red.recorder.js'),
    import('../dist/core/operation.js'),
    import('../dist/core/names.js'),
    import('../dist/metrics/fault-counter.js'),
    import('../dist/core/fault-log.js'),
    import('../dist/audit/audit-metrics.js'),
    import('../dist/sdk/switch/switch-metric.js'),
    import('../dist/logging/lost-lines-counter.js'),
    import('../dist/metrics/error-counter.js'),
  ]);
  const meter = new RecordingMeter();
  const recorder = new RedRecorder({ meter });
  const common = { kind: 'server', root: false } as const;
  for (const definition of [
    { ...common, type: 'http', name: 'GET /orders/:id', metrics: false, dimensions: {} },
    { ...common, type: 'method', name: 'Orders.find', metrics: true, dimensions: {} },
  ] as const) {
    const operation = new Operation(definition, ROOT_CONTEXT, []);
    for (const key of Object.values(attr)) (operation.dimensions as Record<string, string>)[key] = 'any';
    Object.assign(operation, { requestBytes: 1, responseBytes: 1 });
    recorder.start(operation);
    operation.outcome = 'aborted';
    recorder.end(operation);
  }
  const faults = new FaultLog();
  faults.report('any', undefined);
  failAlways(faults);
  countFaults(meter, faults);
  const { countSampling } = await import('../dist/metrics/sampling-metrics.js');
  const counts = { kept: new Map(), limited: new Map(), dropped: 0 };
  countSampling(meter, { tail: { counts, buffer: { bytes: 0 } } as never, lines: { dropped: 0 } });
  await showLimits(meter);
  showSwitch(meter, { isOn: () => true });
  countLostLines(meter, () => new Map([['info', 1]]));
  countErrors({ meter })('any', 'any');
  const { observePipelines } = await import('../dist/sdk/pipeline/pipeline-metrics.js');
  observePipelines(meter, pipelinesOfEverySignal() as never);
  const vitals = { reachable: true, pending: 0, sealLag: 0, spillDepth: 0, anchorAge: 0, unobserved: [] };
  new AuditMetrics(meter, () => vitals).stored({ outcome: 'success', atomicity: 'tx' });
  return rowsOf(meter);
}

/** A callback that fails so often that it is left alone. */
function failAlways(faults: { ask(site: string, callback: () => unknown): unknown }): void {
  const fail = (): never => {
    throw new Error('any');
  };
  for (let call = 0; call < 100; call += 1) faults.ask('any', fail);
}

/** What says that there are too many series, or too little time. */
async function showLimits(meter: RecordingMeter): Promise<void> {
  const { countFolded, showSeries } = await import('../dist/metrics/cardinality/cardinality-metrics.js');
  const foldedRecords = [{ metric: 'any', label: 'any', limit: 'label', records: 1 }];
  showSeries(meter as never, { series: 1 } as never);
  countFolded(meter, { foldedRecords } as never);
  const { showShedding } = await import('../dist/sdk/shedding/shedding-metrics.js');
  showShedding(meter, { level: 0, counts: () => ({}) } as never);
}

/** A pipeline for each signal, with a limit and something of everything that can happen. */
function pipelinesOfEverySignal() {
  const dropped = new Map([
    ['expired', 1],
    ['rejected_partial', 1],
  ]);
  const pipeline = {
    queuedItems: 0,
    itemsUnderWay: 0,
    queuedBytes: 0,
    ledger: { counts: () => ({ ended: 2, exported: 0, dropped }) },
  };
  const target = { url: 'http://collector:4318', protocol: 'http/protobuf' };
  const all = ['traces', 'logs', 'metrics'].map(signal => ({
    signal,
    target,
    pipeline,
    index: 0,
    maxItems: 1,
  }));
  type Attempted = (opened: object, attempt: object) => void;
  const onAttempt = (told: Attempted) => told(all[0] ?? {}, { answer: { kind: 'retry' }, milliseconds: 1 });
  return { all, onAttempt };
}

/** Every instrument about Node itself. */
export async function runtimeInstruments(): Promise<InstrumentRow[]> {
  const { startRuntimeMetrics } = await import('../dist/metrics/runtime-metrics.js');
  const meter = new RecordingMeter();
  startRuntimeMetrics(meter).stop();
  return rowsOf(meter);
}

async function rowsOf(meter: RecordingMeter): Promise<InstrumentRow[]> {
  const { prometheusName } = await import('../dist/metrics/exposition/metric-name.js');
  meter.collect();
  return meter.instruments
    .map(instrument => {
      const { name, unit, kind } = instrument;
      const named =
        kind === 'counter' || kind === 'gauge' ? kind : kind === 'up-down counter' ? 'gauge' : 'other';
      const family = prometheusName(name, unit, named).name;
      return { ...instrument, prometheusName: kind === 'counter' ? `${family}_total` : family };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
