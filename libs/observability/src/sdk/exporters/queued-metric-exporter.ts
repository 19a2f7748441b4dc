import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import { AggregationTemporality, InstrumentType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ExportPipeline } from '../pipeline/export-pipeline.js';

/** What a metric exporter is made of. */
export interface MetricExporterParts {
  readonly pipeline: ExportPipeline;
  readonly serialize: (metrics: ResourceMetrics) => Uint8Array | undefined;
  /** Milliseconds for what is left when the application ends or asks for a flush. */
  readonly flushTimeoutMs: number;
}

/** Bytes of a metric before it is encoded, roughly. */
const bytesAMetric = 2_048;

/**
 * Hands collections to the pipeline of their target, and follows the standard's variable for temporality. A collection
 * counts as exported as soon as it is handed over: what happens to it is counted in the ledger.
 */
export class QueuedMetricExporter extends OTLPMetricExporterBase {
  constructor({ pipeline, serialize, flushTimeoutMs }: MetricExporterParts) {
    super({
      export(metrics: ResourceMetrics, done: (result: ExportResult) => void) {
        const all = metrics.scopeMetrics.flatMap(scope => scope.metrics);
        const items = all.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
        pipeline.ledger.ended(items);
        const encode = () => {
          const bytes = serialize(metrics);
          if (!bytes) throw new Error('The serializer gave nothing');
          return { bytes, items };
        };
        pipeline.offer({ lane: 'rest', items, size: all.length * bytesAMetric, encode });
        done({ code: ExportResultCode.SUCCESS });
      },
      forceFlush: () => pipeline.flush(flushTimeoutMs),
      shutdown: () => pipeline.drain(flushTimeoutMs),
      setMetrics: () => undefined,
    });
  }
}

/** Whether the variables of the standard ask for sums and histograms that begin with the process. */
export function isCumulative(): boolean {
  const asked = new OTLPMetricExporterBase(idle);
  return [InstrumentType.COUNTER, InstrumentType.HISTOGRAM, InstrumentType.OBSERVABLE_COUNTER].every(
    type => asked.selectAggregationTemporality(type) === AggregationTemporality.CUMULATIVE,
  );
}

const idle = {
  export: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
  setMetrics: () => undefined,
};
