import type { Meter } from '@opentelemetry/api';
import type { DropReason, SignalName } from '../../core/export-ledger.js';
import { attr, metric } from '../../core/names.js';
import { exporterOf } from './component-labels.js';
import type { ExportPipelines } from './export-pipelines.js';
import { observeAsSdk } from './sdk-metrics.js';

/** Shown before they happen too: the first increase of a counter that was not there cannot be seen. */
const reasons: readonly DropReason[] = [
  'bytes_limit',
  'expired',
  'rejected_permanent',
  'rejected_partial',
  'serialize_error',
  'shutdown_deadline',
];

/** Shows what becomes of telemetry: by the names of the SDK's own metrics, and what they cannot say by ours. */
export function observePipelines(meter: Meter, pipelines: ExportPipelines): void {
  if (pipelines.all.length === 0) return;
  observeAsSdk(meter, pipelines);
  observeDrops(meter, pipelines);
  measureAttempts(meter, pipelines);
}

function observeDrops(meter: Meter, pipelines: ExportPipelines): void {
  meter
    .createObservableCounter(metric.exportDropped, {
      unit: '{item}',
      description: 'Spans, log records and metric points that no backend will get, by reason.',
    })
    .addCallback(result => {
      const sums = new Map<string, [SignalName, DropReason, number]>();
      for (const { signal, pipeline } of pipelines.all) {
        const none = reasons.map(reason => [reason, 0] as const);
        for (const [reason, items] of [...none, ...pipeline.ledger.counts().dropped]) {
          const sum = sums.get(`${signal} ${reason}`)?.[2] ?? 0;
          sums.set(`${signal} ${reason}`, [signal, reason, sum + items]);
        }
      }
      for (const [signal, reason, items] of sums.values())
        result.observe(items, { [attr.exportSignal]: signal, [attr.dropReason]: reason });
    });
  meter
    .createObservableUpDownCounter(metric.exportQueueBytes, {
      unit: 'By',
      description: 'Memory that waiting and travelling batches take.',
    })
    .addCallback(result => {
      for (const signal of ['traces', 'metrics', 'logs'] as const) {
        const own = pipelines.all.filter(opened => opened.signal === signal);
        if (own.length === 0) continue;
        const bytes = own.reduce((sum, { pipeline }) => sum + pipeline.queuedBytes, 0);
        result.observe(bytes, { [attr.exportSignal]: signal });
      }
    });
}

function measureAttempts(meter: Meter, pipelines: ExportPipelines): void {
  const duration = meter.createHistogram(metric.exportDuration, {
    unit: 's',
    description: 'How long an attempt to export took.',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  pipelines.onAttempt((opened, { answer, milliseconds }) => {
    const failed = answer.kind === 'accepted' ? {} : { [attr.errorType]: answer.kind };
    duration.record(milliseconds / 1_000, { ...exporterOf(opened), ...failed });
  });
}
