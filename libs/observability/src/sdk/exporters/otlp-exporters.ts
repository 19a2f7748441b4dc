import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BatchLimits, OtlpTarget } from '../../config/resolved-options.js';
import { EncodedSpanBatch } from '../otlp/encoded-span-batch.js';
import { EncodingSpanProcessor } from '../otlp/encoding-span-processor.js';
import { BatchIntake } from '../pipeline/batch-intake.js';
import type { ExportPipelines } from '../pipeline/export-pipelines.js';
import { QueuedLogProcessor } from '../pipeline/queued-log-processor.js';
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

  async spans(
    target: OtlpTarget,
    limits: BatchLimits,
    options: SpanExitOptions = {},
  ): Promise<SpanProcessor> {
    const { flushTimeoutMs } = this;
    const pipeline = await this.pipelines.open({
      signal: 'traces',
      target,
      attemptMs: limits.exportTimeoutMs,
      maxItems: limits.maxQueueSize,
    });
    const json = target.protocol === 'http/json' ? (await transformer()).JsonTraceSerializer : undefined;
    const openBatch = () =>
      json
        ? new SerializedBatch<ReadableSpan>(spans => json.serializeRequest(spans))
        : new EncodedSpanBatch();
    const intake = new BatchIntake({ pipeline, limits, openBatch });
    return new EncodingSpanProcessor({ intake, pipeline, flushTimeoutMs, ...options });
  }

  async logs(target: OtlpTarget, limits: BatchLimits): Promise<LogRecordProcessor> {
    const { flushTimeoutMs } = this;
    const pipeline = await this.pipelines.open({
      signal: 'logs',
      target,
      attemptMs: limits.exportTimeoutMs,
      maxItems: limits.maxQueueSize,
    });
    const { JsonLogsSerializer, ProtobufLogsSerializer } = await transformer();
    const serializer = target.protocol === 'http/json' ? JsonLogsSerializer : ProtobufLogsSerializer;
    const openBatch = () => new SerializedBatch(serializer.serializeRequest.bind(serializer));
    return new QueuedLogProcessor({
      intake: new BatchIntake({ pipeline, limits, openBatch }),
      pipeline,
      flushTimeoutMs,
    });
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
}

const transformer = () => import('@opentelemetry/otlp-transformer');
