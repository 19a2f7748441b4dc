import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import { resolveBatch } from './resolve-batch.js';
import { resolveOutgoingHttp } from './resolve-outgoing-http.js';
import { resolveSpanLimits } from './resolve-span-limits.js';
import type { ResolvedSampler, ResolvedTracing, SignalExporter } from './resolved-options.js';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Traces: the options, overruled by the standard variables. */
export function resolveTracing(
  options: ValidOptions['tracing'],
  exporters: readonly SignalExporter[],
  env: EnvironmentReader,
): ResolvedTracing {
  return {
    enabled: options?.enabled ?? true,
    exporters,
    sampler: resolveSampler(options?.ratio ?? 1, env),
    outgoingHttp: resolveOutgoingHttp(options),
    batch: resolveBatch('OTEL_BSP', 750, env),
    limits: resolveSpanLimits(options?.limits, env),
    propagators: resolvePropagators(env),
  };
}

function resolveSampler(optionRatio: number, env: EnvironmentReader): ResolvedSampler {
  const name = env.word('OTEL_TRACES_SAMPLER', SAMPLERS);
  const argument = env.text('OTEL_TRACES_SAMPLER_ARG');
  if (name === undefined) {
    if (argument !== undefined && env.text('OTEL_TRACES_SAMPLER') === undefined) {
      env.report(
        'OTEL_TRACES_SAMPLER_ARG',
        'has no effect alone',
        'set OTEL_TRACES_SAMPLER=parentbased_traceidratio as well',
      );
    }
    return { ratio: optionRatio, followsParent: true };
  }
  const followsParent = name.startsWith('parentbased_');
  if (name.endsWith('always_on')) return { ratio: 1, followsParent };
  if (name.endsWith('always_off')) return { ratio: 0, followsParent };
  return { ratio: readRatio(argument, env), followsParent };
}

function readRatio(argument: string | undefined, env: EnvironmentReader): number {
  if (argument === undefined) return 1;
  const ratio = Number(argument);
  if (ratio >= 0 && ratio <= 1) return ratio;
  env.report(
    'OTEL_TRACES_SAMPLER_ARG',
    'must be a number from 0 to 1',
    'use a share, for example 0.1 to keep one trace in ten',
  );
  return 1;
}

function resolvePropagators(env: EnvironmentReader): ResolvedTracing['propagators'] {
  const words = env.words('OTEL_PROPAGATORS', ['tracecontext', 'baggage', 'none']);
  const propagators = words?.filter(word => word !== 'none') ?? ['tracecontext', 'baggage'];
  if (words?.includes('none') === true && propagators.length > 0) {
    env.report('OTEL_PROPAGATORS', `joins 'none' with others`, `use 'none' alone, or leave it out`);
  }
  return propagators;
}
