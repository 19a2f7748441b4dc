import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { SwitchableSignal } from './resolved-options.js';

const SIGNALS = ['traces', 'metrics', 'logs', 'audit'] as const;

/** The signals that `OBSERVABILITY_DISABLED` names. */
export function readSwitchedOff(env: EnvironmentReader): ReadonlySet<SwitchableSignal> {
  return new Set(env.words('OBSERVABILITY_DISABLED', SIGNALS));
}

/**
 * The options without the signals that are switched off. Of logs only what this library adds goes: the lines of the application
 * itself, and the evidence of the audit trail among them, are not telemetry.
 */
export function withoutSwitchedOff(options: ValidOptions, off: ReadonlySet<SwitchableSignal>): ValidOptions {
  if (off.size === 0) return options;
  return {
    ...options,
    ...(off.has('traces') && { tracing: { ...options.tracing, enabled: false } }),
    ...(off.has('metrics') && { metrics: { ...options.metrics, enabled: false } }),
    ...(off.has('logs') && { logging: { ...options.logging, requestLine: false } }),
    ...(off.has('audit') && { audit: { ...options.audit, enabled: false } }),
  };
}
