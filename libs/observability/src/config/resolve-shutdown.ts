import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedShutdown } from './resolved-options.js';

/** Nobody balances load there, and everybody would wait. */
const withoutBalancer = new Set(['development', 'test']);

/** How the process leaves. */
export function resolveShutdown(options: ValidOptions['shutdown'], env: EnvironmentReader): ResolvedShutdown {
  const isAlone = withoutBalancer.has(env.text('NODE_ENV') ?? 'development');
  return {
    flushTimeoutMs: options?.flushTimeout ?? 3_000,
    drainWaitMs: options?.drainWait ?? (isAlone ? 0 : 5_000),
    inFlightTimeoutMs: options?.inFlightTimeout ?? 10_000,
    exitTimeoutMs: options?.exitTimeout ?? 1_500,
    graceMs: options?.grace ?? 30_000,
    signals: options?.signals ?? ['SIGTERM', 'SIGINT'],
  };
}
