import { SpanStatusCode } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { OtlpTarget } from '../../../libs/observability/src/config/resolved-options.js';
import type { LedgerCounts } from '../../../libs/observability/src/core/export-ledger.js';
import { FaultLog } from '../../../libs/observability/src/core/fault-log.js';
import { OtlpExporters } from '../../../libs/observability/src/sdk/exporters/otlp-exporters.js';
import type { PaceTiming } from '../../../libs/observability/src/sdk/pipeline/attempt-pace.js';
import type { ExportPipeline } from '../../../libs/observability/src/sdk/pipeline/export-pipeline.js';
import { ExportPipelines } from '../../../libs/observability/src/sdk/pipeline/export-pipelines.js';
import { until } from '../until.js';

/** A tenth of the real pauses, so that an outage of a second is like one of ten. */
export const hurriedTiming: PaceTiming = {
  firstBackOff: 100,
  longestBackOff: 1_000,
  shortestPause: 100,
  longestPause: 500,
  catchUp: 1_000,
};

/** How an exporting tracer differs from a usual one. */
export interface ExportingTracerOptions {
  readonly endpoint: string;
  readonly target?: Partial<OtlpTarget>;
  readonly timing?: PaceTiming;
  readonly maxBytes?: number;
  readonly maxItems?: number;
  readonly maxAgeMs?: number;
  readonly batch?: number;
  readonly flushTimeoutMs?: number;
}

/** Real spans through the real pipeline, and the ids of all that ended. */
export interface ExportingTracer {
  readonly ids: readonly string[];
  readonly errorIds: readonly string[];
  readonly pipeline: ExportPipeline;
  /** What was told of faults and recoveries. */
  readonly told: readonly string[];
  counts(): LedgerCounts;
  /** Ends spans in this tick. */
  end(count: number, kind?: 'ok' | 'error'): void;
  /** Ends so many spans in each of so many milliseconds. */
  load(spansPerSecond: number, milliseconds: number): Promise<void>;
  /** Resolves when nothing is queued any more. */
  settled(timeout?: number): Promise<void>;
  shutdown(): Promise<void>;
}

/** What `startSdk` puts together for traces, with a pace that a test can wait for. */
export async function exportingTracer(options: ExportingTracerOptions): Promise<ExportingTracer> {
  const told: string[] = [];
  const faults = new FaultLog(
    (site, thrown, count) => void told.push(`${site} (${count}): ${String(thrown)}`),
    message => void told.push(message),
  );
  const { maxBytes = 16_777_216, maxAgeMs = 300_000, timing = hurriedTiming } = options;
  const pipelines = new ExportPipelines({
    queue: { maxBytes, maxItems: options.maxItems, maxAgeMs, maxParallel: 4 },
    faults,
    timing,
    newsTiming: { gather: 0, interval: 60_000 },
  });
  const exporters = new OtlpExporters(pipelines, options.flushTimeoutMs ?? 3_000);
  const target: OtlpTarget = {
    url: `${options.endpoint}/v1/traces`,
    headers: {},
    protocol: 'http/protobuf',
    compression: 'gzip',
    timeoutMs: 1_000,
    ...options.target,
  };
  const spanProcessors = await exporters.spans([target], {
    scheduledDelayMs: 100,
    exportTimeoutMs: 30_000,
    maxQueueSize: undefined,
    maxExportBatchSize: options.batch ?? 512,
  });
  const provider = new TracerProvider({ spanProcessors });
  const tracer = provider.getTracer('test');
  const pipeline = pipelines.all[0]?.pipeline as ExportPipeline;
  const ids: string[] = [];
  const errorIds: string[] = [];
  const end = (count: number, kind: 'ok' | 'error' = 'ok'): void => {
    for (let at = 0; at < count; at += 1) {
      const span = tracer.startSpan('work', { attributes: { 'http.route': '/orders/:id', at: ids.length } });
      if (kind === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      ids.push(span.spanContext().spanId);
      if (kind === 'error') errorIds.push(span.spanContext().spanId);
    }
  };
  return {
    ids,
    errorIds,
    pipeline,
    told,
    counts: () => pipeline.ledger.counts(),
    end,
    load: (spansPerSecond, milliseconds) => load(end, (spansPerSecond * milliseconds) / 1_000, milliseconds),
    async settled(timeout = 15_000) {
      await until(() => pipeline.queuedItems === 0, {
        timeout,
        describe: () =>
          `${pipeline.queuedItems} queued items, breaker ${pipeline.breaker}: ${told.join(' | ')}`,
      });
    },
    shutdown: () => provider.shutdown(),
  };
}

/** Evenly: what a late timer missed is made up for. */
async function load(end: (count: number) => void, spans: number, milliseconds: number): Promise<void> {
  const started = performance.now();
  for (let ended = 0; ended < spans;) {
    const due = Math.round((Math.min(performance.now() - started, milliseconds) / milliseconds) * spans);
    end(due - ended);
    ended = due;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
