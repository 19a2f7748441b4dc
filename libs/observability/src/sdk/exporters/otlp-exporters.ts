import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BatchLimits, OtlpTarget } from '../../config/resolved-options.js';
import { EncodedSpanBatch } from '../otlp/encoded-span-batch.js';
import { EncodingSpanProcessor } from '../otlp/encoding-span-processor.js';
import { BatchIntake } from '../pipeline/batch-intake.js';
import type { ExportPipeline } from '../pipeline/export-pipeline.js';
import type { ExportPipelines } from '../pipeline/export-pipelines.js';
import { QueuedLogProcessor } from '../pipeline/queued-log-processor.js';
import { formatOf, type RequestFormat } from '../pipeline/request-body.js';
import { SerializedBatch } from '../pipeline/serialized-batch.js';

/** How a span exit differs from the usual. */
export interface SpanExitOptions {
  /** Takes spans without the sampled flag too. */
  readonly takesUnsampled?: boolean;
}

/** Makes the OTLP exits of one application, each in front of a pipeline of its own; only the encoding that is used is loaded. */
export class OtlpExporters {
  constructor(
    private readonly pipelines: ExportPipelines,
    private readonly flushTimeoutMs: number,
  ) {}

  /** One processor for all targets that take the same bytes. */
  async spans(
    targets: readonly OtlpTarget[],
    limits: BatchLimits,
    options: SpanExitOptions = {},
  ): Promise<SpanProcessor[]> {
    const { flushTimeoutMs } = this;
    const exits = await this.exits('traces', targets, limits);
    return Promise.all(
      exits.map(async ({ format, ...parts }) => {
        const json = format === 'json' ? (await transformer()).JsonTraceSerializer : undefined;
        const openBatch = () =>
          json
            ? new SerializedBatch<ReadableSpan>(spans => json.serializeRequest(spans))
            : new EncodedSpanBatch();
        const intake = new BatchIntake({ ...parts, openBatch });
        return new EncodingSpanProcessor({ intake, pipelines: parts.pipelines, flushTimeoutMs, ...options });
      }),
    );
  }

  /** Likewise. */
  async logs(targets: readonly OtlpTarget[], limits: BatchLimits): Promise<LogRecordProcessor[]> {
    const { flushTimeoutMs } = this;
    const exits = await this.exits('logs', targets, limits);
    return Promise.all(
      exits.map(async ({ format, ...parts }) => {
        const { JsonLogsSerializer, ProtobufLogsSerializer } = await transformer();
        const serializer = format === 'json' ? JsonLogsSerializer : ProtobufLogsSerializer;
        const openBatch = () => new SerializedBatch(serializer.serializeRequest.bind(serializer));
        const intake = new BatchIntake({ ...parts, openBatch });
        return new QueuedLogProcessor({ intake, pipelines: parts.pipelines, flushTimeoutMs });
      }),
    );
  }

  /** @param isScraped whether a page is served from the same collections, which are cumulative then */
  async metrics(target: OtlpTarget, isScraped: boolean): Promise<PushMetricExporter> {
    const { isCumulative, QueuedMetricExporter } = await import('./queued-metric-exporter.js');
    const pipeline = await this.pipelines.open({
      signal: 'metrics',
      target,
      newestOnly: isScraped || isCumulative(),
    });
    const { JsonMetricsSerializer, ProtobufMetricsSerializer } = await transformer();
    const serializer = target.protocol === 'http/json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
    return new QueuedMetricExporter({
      pipeline,
      serialize: metrics => serializer.serializeRequest(metrics),
      flushTimeoutMs: this.flushTimeoutMs,
    });
  }

  /** Opens the pipelines of a signal; those that take the same bytes, however many items, are fed together. */
  private async exits(
    signal: 'traces' | 'logs',
    targets: readonly OtlpTarget[],
    limits: BatchLimits,
  ): Promise<Exit[]> {
    const exits: Exit[] = [];
    for (const target of targets) {
      const format = formatOf(target);
      const maxItems = this.pipelines.maxItems(target, limits);
      const attemptMs = limits.exportTimeoutMs;
      const pipeline = await this.pipelines.open({ signal, target, attemptMs, maxItems });
      const own = { ...limits, ...within(maxItems, limits) };
      const shared = exits.find(exit => exit.format === format && exit.limits.maxQueueSize === undefined);
      if (shared && maxItems === undefined) shared.pipelines.push(pipeline);
      else exits.push({ format, limits: own, pipelines: [pipeline] });
    }
    return exits;
  }
}

/** Pipelines that get the same batches. */
interface Exit {
  readonly format: RequestFormat;
  readonly limits: BatchLimits;
  readonly pipelines: ExportPipeline[];
}

function within(maxItems: number | undefined, { maxExportBatchSize }: BatchLimits): Partial<BatchLimits> {
  return { maxQueueSize: maxItems, maxExportBatchSize: Math.min(maxExportBatchSize, maxItems ?? Infinity) };
}

const transformer = () => import('@opentelemetry/otlp-transformer');
