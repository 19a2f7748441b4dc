import type { Meter, ObservableResult } from '@opentelemetry/api';
import type { DropReason, SignalName } from '../../core/export-ledger.js';
import { attr, metric } from '../../core/names.js';
import { noLoss } from '../shutdown/no-loss.js';
import { exporterOf, processorOf } from './component-labels.js';
import type { ExportPipelines, OpenedPipeline } from './export-pipelines.js';

/** What the conventions call things of each signal. Metrics have no processor. */
const processors = {
  traces: {
    unit: '{span}',
    size: metric.spanQueueSize,
    capacity: metric.spanQueueCapacity,
    processed: metric.spansProcessed,
  },
  logs: {
    unit: '{log_record}',
    size: metric.logQueueSize,
    capacity: metric.logQueueCapacity,
    processed: metric.logsProcessed,
  },
} as const;

const exporters = {
  traces: { unit: '{span}', inflight: metric.spansInflight, exported: metric.spansExported },
  logs: { unit: '{log_record}', inflight: metric.logsInflight, exported: metric.logsExported },
  metrics: {
    unit: '{data_point}',
    inflight: metric.metricPointsInflight,
    exported: metric.metricPointsExported,
  },
} as const;

/** What the backend refused; the rest of the reasons are ours. */
const rejections: ReadonlySet<DropReason> = new Set(['rejected_permanent', 'rejected_partial']);

type Observe = (result: ObservableResult, opened: OpenedPipeline) => void;

/** Shows pipelines by the names that the semantic conventions have for the metrics of an SDK. */
export function observeAsSdk(meter: Meter, pipelines: ExportPipelines): void {
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    const own = pipelines.all.filter(opened => opened.signal === signal);
    if (own.length === 0) continue;
    const each = (observe: Observe) => (result: ObservableResult) => {
      for (const opened of own) observe(result, opened);
    };
    if (signal !== 'metrics') observeProcessors(meter, signal, own, each);
    observeExporters(meter, signal, each);
  }
}

function observeProcessors(
  meter: Meter,
  signal: 'traces' | 'logs',
  own: readonly OpenedPipeline[],
  each: (observe: Observe) => (result: ObservableResult) => void,
): void {
  const { unit, size, capacity, processed } = processors[signal];
  meter.createObservableUpDownCounter(size, { unit, description: 'Items that wait for export.' }).addCallback(
    each((result, opened) => {
      const { queuedItems, itemsUnderWay } = opened.pipeline;
      result.observe(queuedItems - itemsUnderWay, processorOf(opened));
    }),
  );
  if (own.some(({ maxItems }) => maxItems !== undefined))
    meter
      .createObservableUpDownCounter(capacity, {
        unit,
        description: 'Items that may wait. Absent where memory is the limit, as it is by default.',
      })
      .addCallback(
        each((result, opened) => {
          if (opened.maxItems !== undefined) result.observe(opened.maxItems, processorOf(opened));
        }),
      );
  meter
    .createObservableCounter(processed, {
      unit,
      description: 'Items that left the queue: for a request, or dropped as error.type says.',
    })
    .addCallback(each(observeProcessed));
}

function observeProcessed(result: ObservableResult, opened: OpenedPipeline): void {
  const { queuedItems, itemsUnderWay, ledger } = opened.pipeline;
  const { ended, dropped } = ledger.counts();
  let left = ended - queuedItems + itemsUnderWay;
  for (const [reason, items] of dropped) {
    if (rejections.has(reason)) continue;
    left -= items;
    // What was not chosen never came to the processor.
    if (!noLoss.includes(reason)) result.observe(items, { ...processorOf(opened), [attr.errorType]: reason });
  }
  result.observe(left, processorOf(opened));
}

function observeExporters(
  meter: Meter,
  signal: SignalName,
  each: (observe: Observe) => (result: ObservableResult) => void,
): void {
  const { unit, inflight, exported } = exporters[signal];
  meter
    .createObservableUpDownCounter(inflight, {
      unit,
      description: 'Items in requests that are not answered.',
    })
    .addCallback(each((result, opened) => result.observe(opened.pipeline.itemsUnderWay, exporterOf(opened))));
  meter
    .createObservableCounter(exported, {
      unit,
      description: 'Items that the backend took, or refused as error.type says.',
    })
    .addCallback(
      each((result, opened) => {
        const { exported: taken, dropped } = opened.pipeline.ledger.counts();
        result.observe(taken, exporterOf(opened));
        for (const [reason, items] of dropped)
          if (rejections.has(reason))
            result.observe(items, { ...exporterOf(opened), [attr.errorType]: reason });
      }),
    );
}
