import type { EnvironmentReader } from './environment-reader.js';
import { LOG_LEVELS, type ValidOptions } from './options.schema.js';
import { resolveLogSampling } from './resolve-sampling.js';
import { resolveBatch } from './resolve-batch.js';
import type { ResolvedLogging, SignalExporter } from './resolved-options.js';

/** Logs: the options; `LOG_LEVEL` only where they name no level. */
export function resolveLogging(
  options: ValidOptions['logging'],
  exporters: readonly SignalExporter[],
  env: EnvironmentReader,
): ResolvedLogging {
  const levelInEnv = env.word('LOG_LEVEL', LOG_LEVELS);
  const isDevelopment = (env.text('NODE_ENV') ?? 'development') === 'development';
  const onTerminal = options?.destination === undefined && process.stdout.isTTY === true;
  return {
    enabled: options?.enabled ?? true,
    exporters: exporters.filter(exporter => exporter === 'otlp'),
    level: options?.level ?? levelInEnv ?? 'info',
    pretty: options?.pretty ?? (isDevelopment && onTerminal),
    destination: options?.destination,
    requestLine: options?.requestLine ?? true,
    sampling: resolveLogSampling(options?.sampling),
    maxBuffer: options?.maxBuffer ?? 8_388_608,
    batch: resolveBatch('OTEL_BLRP', 1_000, env),
  };
}
