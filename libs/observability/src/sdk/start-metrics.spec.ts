import { ROOT_CONTEXT } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  MeterProvider,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { resolveOptions } from '../config/resolve-options.js';
import { FaultLog } from '../core/fault-log.js';
import { attr, metric } from '../core/names.js';
import { Operation, type OperationDefinition } from '../core/operation.js';
import type { ObservabilityOptions } from '../observability.options.js';
import { OtlpExporters } from './exporters/otlp-exporters.js';
import { ExportPipelines } from './pipeline/export-pipelines.js';
import { Redactor } from '../redaction/redactor.js';
import { startMetrics } from './start-metrics.js';

const request: OperationDefinition = {
  type: 'http',
  name: 'GET',
  kind: 'server',
  metrics: true,
  root: false,
  dimensions: { [attr.httpRequestMethod]: 'GET', [attr.urlScheme]: 'http' },
};

const preference = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
afterEach(() => {
  delete process.env[preference];
});

/** One request, and what is collected of it by name. */
async function collected(environment: Record<string, string>, options: ObservabilityOptions = {}) {
  // The exporter of OpenTelemetry reads the environment by itself.
  Object.assign(process.env, environment);
  const env = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:9/v1/metrics', ...environment };
  const resolved = resolveOptions(options, env);
  const faults = new FaultLog();
  const pipelines = new ExportPipelines({ queue: resolved.otlp.queue, faults });
  const exporters = new OtlpExporters(pipelines, 100);
  const metrics = await startMetrics(resolved, { exporters, faults, redactor: new Redactor() });
  const provider = new MeterProvider({ readers: [metrics.reader] });
  metrics.begin(provider);
  const operation = new Operation(request, ROOT_CONTEXT, []);
  metrics.recorder.start(operation);
  metrics.recorder.end(operation);
  const { scopeMetrics } = await metrics.collect();
  metrics.stop();
  pipelines.close();
  await provider.shutdown().catch(() => undefined);
  const ours = scopeMetrics.filter(({ scope }) => scope.name === 'nestjs-observability');
  return {
    scopes: ours.length,
    named: new Map<string, MetricData>(
      ours.flatMap(scope => scope.metrics.map(one => [one.descriptor.name, one] as const)),
    ),
  };
}

describe('the request metrics of an application', () => {
  it('are of one scope, cumulative and with explicit buckets, page or not', async () => {
    for (const options of [{}, { metrics: { path: false as const } }]) {
      const { scopes, named } = await collected({}, options);
      expect(scopes).toBe(1);
      expect([...named.keys()].sort()).toEqual(
        [
          metric.httpServerRequestDuration,
          metric.httpServerActiveRequests,
          metric.methodDuration,
          metric.methodCalls,
          metric.series,
        ].sort(),
      );
      const temporalities = new Set([...named.values()].map(one => one.aggregationTemporality));
      expect([...temporalities]).toEqual([AggregationTemporality.CUMULATIVE]);
      expect(named.get(metric.httpServerRequestDuration)?.dataPointType).toBe(DataPointType.HISTOGRAM);
    }
  });

  it('are deltas where the exporter asks for them and no page is served', async () => {
    const environment = { [preference]: 'delta' };
    const { scopes, named } = await collected(environment, { metrics: { path: false } });
    expect(scopes).toBe(1);
    expect(named.get(metric.httpServerRequestDuration)?.aggregationTemporality).toBe(
      AggregationTemporality.DELTA,
    );
    expect(named.get(metric.methodCalls)?.aggregationTemporality).toBe(AggregationTemporality.DELTA);
    const withPage = await collected(environment);
    expect(withPage.named.get(metric.methodCalls)?.aggregationTemporality).toBe(
      AggregationTemporality.CUMULATIVE,
    );
  });
});
