import type { Meter, ObservableResult } from '@opentelemetry/api';
import type { DropReason, SignalName } from '../../core/export-ledger.js';
import { attr, metric } from '../../core/names.js';
import type { ExportPipelines, OpenedPipeline } from './export-pipelines.js';

/** The conventions have names of their own for spans and for log records; metrics have only the library's. */
const named = {
  traces: {
    unit: '{span}',
    processor: 'batching_span_processor',
    queueSize: metric.spanQueueSize,
    processed: metric.spansProcessed,
    inflight: metric.spansInflight,
    exported: metric.spansExported,
  },
  logs: {
    unit: '{log_record}',
    processor: 'batching_log_processor',
    queueSize: metric.logQueueSize,
    processed: metric.logsProcessed,
    inflight: metric.logsInflight,
    exported: metric.logsExported,
  },
} as const;

/** What never reached the backend; the rest of the reasons are the backend's. */
const rejections: ReadonlySet<DropReason> = new Set(['rejected_permanent', 'rejected_partial']);

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
  for (const signal of ['traces', 'logs'] as const) {
    const of = (): OpenedPipeline[] => pipelines.all.filter(opened => opened.signal === signal);
    if (of().length > 0) observeSignal(meter, signal, of);
  }
  if (pipelines.all.length === 0) return;
  observeDrops(meter, pipelines);
  measureAttempts(meter, pipelines);
}

function observeSignal(meter: Meter, signal: 'traces' | 'logs', of: () => OpenedPipeline[]): void {
  const { unit, processor, queueSize, processed, inflight, exported } = named[signal];
  const ofProcessor = { [attr.componentType]: processor };
  const each =
    (call: (result: ObservableResult, opened: OpenedPipeline) => void) => (result: ObservableResult) => {
      for (const opened of of()) call(result, opened);
    };
  meter
    .createObservableUpDownCounter(queueSize, { unit, description: 'Items that wait for export.' })
    .addCallback(
      each((result, { pipeline }) =>
        result.observe(pipeline.queuedItems - pipeline.itemsUnderWay, ofProcessor),
      ),
    );
  meter
    .createObservableCounter(processed, {
      unit,
      description: 'Items that left the queue: for a request, or dropped as error.type says.',
    })
    .addCallback(
      each((result, { pipeline }) => {
        const { ended, dropped } = pipeline.ledger.counts();
        let left = ended - pipeline.queuedItems + pipeline.itemsUnderWay;
        for (const [reason, items] of dropped) {
          if (rejections.has(reason)) continue;
          left -= items;
          result.observe(items, { ...ofProcessor, [attr.errorType]: reason });
        }
        result.observe(left, ofProcessor);
      }),
    );
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

function observeDrops(meter: Meter, pipelines: ExportPipelines): void {
  meter
    .createObservableCounter(metric.exportDropped, {
      unit: '{item}',
      description: 'Spans, log records and metrics that no backend will get, by reason.',
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

const encodings = {
  'http/protobuf': 'otlp_http',
  'http/json': 'otlp_http_json',
  grpc: 'otlp_grpc',
} as const;

function exporterOf({ target, signal }: OpenedPipeline): Record<string, string | number> {
  const { hostname, port, protocol } = new URL(target.url);
  const encoding = encodings[target.protocol];
  const kind = { traces: 'span', logs: 'log', metrics: 'metric' }[signal];
  return {
    [attr.componentType]: `${encoding}_${kind}_exporter`,
    [attr.serverAddress]: hostname,
    [attr.serverPort]: Number(port) || (protocol === 'https:' ? 443 : 80),
  };
}
