import { context } from '@opentelemetry/api';
import { ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { within } from './deadline.js';

/**
 * Hands metrics to an exporter and waits for its answer. The exporter's own requests are not traced.
 *
 * @throws what the exporter answered, or a DeadlineExceededError after `timeout` milliseconds
 */
export async function exportMetrics(
  exporter: PushMetricExporter,
  metrics: ResourceMetrics,
  timeout: number,
): Promise<void> {
  const answer = new Promise<void>((resolve, reject) => {
    context.with(suppressTracing(context.active()), () =>
      exporter.export(metrics, ({ code, error }) => {
        if (code === ExportResultCode.SUCCESS) resolve();
        else reject(error ?? new Error('The metric exporter failed and did not say why'));
      }),
    );
  });
  await within({ what: 'The export of metrics', milliseconds: timeout }, answer);
}
