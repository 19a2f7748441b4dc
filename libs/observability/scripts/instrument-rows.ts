import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Dimensions } from '../dist/core/operation.js';
import { RecordingMeter, type RecordedInstrument } from './recording-meter.ts';

/** An instrument as it reaches the reader of a dashboard. */
export interface InstrumentRow extends RecordedInstrument {
  /** Its name on `/metrics`, and in a Prometheus that takes OTLP. */
  readonly prometheusName: string;
}

/** Every instrument that the library makes itself, labels included: an operation that has everything is recorded. */
export async function ownInstruments(): Promise<InstrumentRow[]> {
  const [
    { countFaults },
    { FaultLog },
    { AuditMetrics },
    { showSwitch },
    { countLostLines },
    { countErrors },
  ] = await Promise.all([
    import('../dist/metrics/fault-counter.js'),
    import('../dist/core/fault-log.js'),
    import('../dist/audit/audit-metrics.js'),
    import('../dist/sdk/switch/switch-metric.js'),
    import('../dist/logging/lost-lines-counter.js'),
    import('../dist/metrics/error-counter.js'),
  ]);
  const meter = new RecordingMeter();
  await recordEverything(meter);
  const state = { counts: new Map([['waiting', 1]]), oldest: 1 };
  const { showQueues } = await import('../dist/transports/queue/queue-metrics.js');
  showQueues(meter, [{ name: 'mail', read: async () => state } as never]);
  const faults = new FaultLog();
  faults.report('any', undefined);
  failAlways(faults);
  countFaults(meter, faults);
  const { countSampling } = await import('../dist/metrics/sampling-metrics.js');
  const counts = { kept: new Map(), limited: new Map(), dropped: 0 };
  countSampling(meter, { tail: { counts, buffer: { bytes: 0 } } as never, lines: { dropped: 0 } });
  await showLimits(meter);
  showSwitch(meter, { isOn: () => true });
  const { showReadiness } = await import('../dist/health/health-metrics.js');
  const results = new Map([['any', { status: 'up', details: {} }] as const]);
  showReadiness(meter as never, () => ({ ready: true, draining: false, results }));
  countLostLines(meter, () => new Map([['info', 1]]));
  countErrors({ meter })('any', 'any');
  const { observePipelines } = await import('../dist/sdk/pipeline/pipeline-metrics.js');
  observePipelines(meter, pipelinesOfEverySignal() as never);
  const vitals = { reachable: true, pending: 0, sealLag: 0, spillDepth: 0, anchorAge: 0, unobserved: [] };
  new AuditMetrics(meter, () => vitals).stored({
    outcome: 'success',
    atomicity: 'tx',
    actor: { type: 'user' },
  });
  const { databaseAttr } = await import('../dist/core/database-names.js');
  const { measuredPools } = await import('../dist/database/pool-metrics.js');
  const pools = [{ name: 'default', read: () => ({ idle: 1, used: 1, pending: 0, max: 2 }) }];
  measuredPools(meter, pools).waits.record(0, { [databaseAttr.dbPoolName]: 'default' });
  const { nPlusOneCounter } = await import('../dist/database/repeated-statements.js');
  nPlusOneCounter(meter).add(1, await describedStatement());
  return rowsOf(meter);
}

/** An operation of each kind that is measured, which has everything and ends in every way. */
async function recordEverything(meter: RecordingMeter): Promise<void> {
  const [{ RedRecorder }, { Operation }, { attr }, { backgroundAttr }, { outboundAttr }] = await Promise.all([
    import('../dist/metrics/red.recorder.js'),
    import('../dist/core/operation.js'),
    import('../dist/core/names.js'),
    import('../dist/core/background-names.js'),
    import('../dist/core/outbound-names.js'),
  ]);
  const everyName = [attr, outboundAttr, backgroundAttr].flatMap(group => Object.values(group));
  const described = await describedStatement();
  const recorder = new RedRecorder({ meter });
  for (const definition of definitionsOfEveryKind(described)) {
    const operation = new Operation(definition, ROOT_CONTEXT, []);
    const other = definition.name.startsWith('shop') ? 'messaging.' : 'rpc.';
    for (const key of everyName.filter(name => !name.startsWith(other)))
      (operation.dimensions as Record<string, string>)[key] = 'any';
    Object.assign(operation, { requestBytes: 1, responseBytes: 1 });
    recorder.start(operation);
    operation.outcome = 'aborted';
    recorder.end(operation);
    // A job whose only attempt fails, and one that succeeds.
    Object.assign(operation.details, { [backgroundAttr.jobAttempt]: 1, [backgroundAttr.jobMaxAttempts]: 1 });
    for (const outcome of definition.type === 'background' ? (['failure', 'success'] as const) : []) {
      operation.outcome = outcome;
      recorder.end(operation);
    }
  }
}

/** Labels of a statement that has everything. */
async function describedStatement() {
  const { Statements } = await import('../dist/database/statements.js');
  const identity = {
    system: 'postgresql',
    dialect: undefined,
    namespace: 'shop',
    address: 'db',
    port: 5432,
  };
  const statements = new Statements({ identity, queryText: true, migrationsTable: 'migrations' });
  return statements.of('SELECT 1 FROM pg_catalog.pg_class').definition.dimensions;
}

/** A definition of each kind that is measured: a message came either through a broker or by a call. */
function definitionsOfEveryKind(described: Dimensions) {
  const common = { kind: 'server', root: false } as const;
  return [
    { ...common, type: 'http', name: 'GET /orders/:id', metrics: false, dimensions: {} },
    { ...common, type: 'method', name: 'Orders.find', metrics: true, dimensions: {} },
    { ...common, type: 'http-client', name: 'GET', metrics: true, dimensions: {} },
    { ...common, type: 'database', kind: 'client', name: 'SELECT', metrics: false, dimensions: described },
    { ...common, type: 'background', name: 'process mail', metrics: false, dimensions: {} },
    ...(['rpc', 'sent-message', 'websocket', 'connection'] as const).map(type => ({
      ...common,
      type,
      name: 'orders.placed',
      metrics: false,
      dimensions: {},
    })),
    ...(['rpc', 'sent-message'] as const).map(type => ({
      ...common,
      type,
      name: 'shop.Orders/Find',
      metrics: false,
      dimensions: {},
    })),
  ] as const;
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
  // What is read elsewhere is there a turn later.
  await new Promise(resolve => setImmediate(resolve));
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
