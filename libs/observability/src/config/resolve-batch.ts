import type { EnvironmentReader } from './environment-reader.js';
import type { BatchLimits } from './resolved-options.js';

/** Bounds of a batch processor, from `OTEL_BSP_*` or `OTEL_BLRP_*`. */
export function resolveBatch(
  prefix: 'OTEL_BSP' | 'OTEL_BLRP',
  defaultDelayMs: number,
  env: EnvironmentReader,
): BatchLimits {
  const read = (name: 'SCHEDULE_DELAY' | 'EXPORT_TIMEOUT' | 'MAX_QUEUE_SIZE' | 'MAX_EXPORT_BATCH_SIZE') =>
    env.wholeNumber(`${prefix}_${name}`, { least: 1 });
  const maxQueueSize = read('MAX_QUEUE_SIZE');
  const batchSize = read('MAX_EXPORT_BATCH_SIZE');
  if (batchSize !== undefined && maxQueueSize !== undefined && batchSize > maxQueueSize) {
    env.report(
      `${prefix}_MAX_EXPORT_BATCH_SIZE`,
      `must be at most the queue size, ${maxQueueSize}`,
      `lower it, or raise ${prefix}_MAX_QUEUE_SIZE`,
    );
  }
  return {
    scheduledDelayMs: read('SCHEDULE_DELAY') ?? defaultDelayMs,
    exportTimeoutMs: read('EXPORT_TIMEOUT') ?? 30_000,
    maxQueueSize,
    maxExportBatchSize: Math.min(batchSize ?? 512, maxQueueSize ?? Infinity),
  };
}
