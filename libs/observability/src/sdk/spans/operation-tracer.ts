import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { getBooleanFromEnv } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { scopeName } from '../../core/names.js';
import { LeanTracer } from './lean-tracer.js';

/**
 * What the SDK's provider makes its tracers from. It has no getter for it; `lean-span.spec.ts` pins the field for the exact
 * version that package.json names.
 */
interface ProviderInternals {
  readonly _tracerOptions?: {
    readonly resource: Resource;
    readonly sampler: Sampler;
    readonly spanLimits: Required<SpanLimits>;
    readonly idGenerator: IdGenerator;
    readonly spanProcessor: SpanProcessor;
  };
}

/**
 * The tracer for the spans of operations: a lean one on the sampler, ids, limits and processors of the provider. The SDK's own
 * where its metrics of itself are on, which count the spans that its tracers start.
 */
export function operationTracer(
  provider: TracerProvider,
  followsLocalParent: boolean,
  recordsUnsampled = false,
): Tracer {
  const { _tracerOptions: options } = provider as ProviderInternals;
  if (!options || getBooleanFromEnv('OTEL_NODE_EXPERIMENTAL_SDK_METRICS')) {
    return provider.getTracer(scopeName);
  }
  const { resource, sampler, spanLimits: limits, idGenerator: ids, spanProcessor: processor } = options;
  const scope = { name: scopeName };
  const shared = { resource, scope, limits, processor };
  return new LeanTracer({ ...shared, ids, sampler, followsLocalParent, recordsUnsampled });
}
