import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedMetrics, SignalExporter } from './resolved-options.js';

/** Bucket bounds that the semantic conventions advise for `http.server.request.duration`, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Metrics: the options, overruled by the standard variables. */
export function resolveMetrics(
  options: ValidOptions['metrics'],
  exporters: readonly SignalExporter[],
  env: EnvironmentReader,
): ResolvedMetrics {
  const exportIntervalMs =
    env.wholeNumber('OTEL_METRIC_EXPORT_INTERVAL', { least: 1 }) ?? options?.exportInterval ?? 60_000;
  const timeout = env.wholeNumber('OTEL_METRIC_EXPORT_TIMEOUT', { least: 1 });
  if (timeout !== undefined && timeout > exportIntervalMs) {
    env.report(
      'OTEL_METRIC_EXPORT_TIMEOUT',
      `must be at most the export interval, ${exportIntervalMs}`,
      'lower it, or raise OTEL_METRIC_EXPORT_INTERVAL',
    );
  }
  return {
    enabled: options?.enabled ?? true,
    exporters,
    path: options?.path ?? '/metrics',
    runtime: options?.runtime ?? true,
    defaultMetrics: options?.defaultMetrics ?? false,
    exemplars: options?.exemplars ?? true,
    durationBuckets: options?.durationBuckets ?? DURATION_BUCKETS,
    cardinality: cardinalityOf(options?.cardinality),
    exportIntervalMs,
    exportTimeoutMs: Math.min(timeout ?? 30_000, exportIntervalMs),
  };
}

function cardinalityOf(
  options: NonNullable<ValidOptions['metrics']>['cardinality'],
): ResolvedMetrics['cardinality'] {
  const { perLabel = 200, perMetric = 2_000, perProcess = 10_000, promClient = true } = options ?? {};
  return { perLabel, perMetric, perProcess, promClient };
}
