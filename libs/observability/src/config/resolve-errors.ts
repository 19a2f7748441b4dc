import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedErrors } from './resolved-options.js';

const signals = { logs: 'logs', 'logs/dup': 'both' } as const;

/**
 * Errors. Exceptions stay events of spans until the operator opts into log records, as the conventions ask.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/
 */
export function resolveErrors(options: ValidOptions['errors'], env: EnvironmentReader): ResolvedErrors {
  const optIn = env.word('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', ['logs', 'logs/dup']);
  return {
    expected: options?.expected,
    exposeTraceId: options?.exposeTraceId ?? false,
    reporters: options?.reporters ?? [],
    signal: optIn === undefined ? 'events' : signals[optIn],
  };
}
