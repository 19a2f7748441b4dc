import type { OtlpTarget, ResolvedOptions } from './config/resolved-options.js';

const variable = 'OBSERVABILITY_DISABLED';

/** What is known only once everything runs. */
export interface StartedPlaces {
  /** Where audit records go; absent where they go nowhere. */
  readonly audit: string | undefined;
  /** Where operators ask; absent where they have no listener. */
  readonly managementUrl: string | undefined;
}

/** The start-up line: which signals leave where, and what is off and why. */
export function describeActive(options: ResolvedOptions, { audit, managementUrl }: StartedPlaces): string {
  if (options.disabled) {
    return `Telemetry is off: OTEL_SDK_DISABLED is true; logs, health endpoints and ${auditOf(options, audit)} stay.`;
  }
  const signals = [tracesOf(options), metricsOf(options), logsOf(options), healthOf(options)];
  if (managementUrl !== undefined) signals.push(`management on ${managementUrl}`);
  return `Active: ${[...signals, auditOf(options, audit)].join('; ')}.`;
}

/** Why nothing leaves by OTLP. */
function whyNoOtlp(signal: 'TRACES' | 'METRICS' | 'LOGS'): string {
  const variable = `OTEL_${signal}_EXPORTER`;
  return process.env[variable]?.trim().toLowerCase() === 'none'
    ? `${variable} is none`
    : 'OTLP off: set OTEL_EXPORTER_OTLP_ENDPOINT';
}

function tracesOf({ tracing, sampling, otlp, switchedOff }: ResolvedOptions): string {
  if (!tracing.enabled) return `traces off (${switchedOff.has('traces') ? variable : 'tracing: false'})`;
  const exits = [...otlpExit(otlp.traces), ...(tracing.exporters.includes('console') ? ['console'] : [])];
  const share = tracing.sampler.ratio < 1 ? `, ${percent(tracing.sampler.ratio)} % of new traces` : '';
  const kept = sampling.tail ? `${share} and what fails${sampling.tail.slow ? ' or is slow' : ''}` : share;
  const outgoing = tracing.outgoingHttp.enabled ? ', outgoing HTTP' : '';
  return exits.length > 0
    ? `traces to ${exits.join(' and ')}${kept}${outgoing}`
    : `traces for correlation only (${whyNoOtlp('TRACES')})`;
}

function metricsOf({ metrics, otlp, switchedOff }: ResolvedOptions): string {
  if (!metrics.enabled) return `metrics off (${switchedOff.has('metrics') ? variable : 'metrics: false'})`;
  const exits = [
    ...(metrics.path === false ? [] : [metrics.path]),
    ...otlpExit(otlp.metrics),
    ...(metrics.exporters.includes('console') ? ['console'] : []),
  ];
  if (exits.length === 0)
    return `metrics recorded for nobody (metrics.path is false; ${whyNoOtlp('METRICS')})`;
  return `metrics on ${exits.join(' and ')}${metrics.runtime ? ', Node runtime' : ''}`;
}

function logsOf({ logging, otlp, switchedOff }: ResolvedOptions): string {
  if (!logging.enabled) return 'logs left to Nest (logging: false)';
  const form = logging.pretty ? 'pretty' : 'JSON';
  if (switchedOff.has('logs')) return `logs of the application alone, as ${form} (${variable})`;
  return `logs as ${form} from ${logging.level}${otlpExit(otlp.logs)
    .map(exit => ` and to ${exit}`)
    .join('')}`;
}

function healthOf({ health }: ResolvedOptions): string {
  return health.enabled
    ? `health on ${health.livenessPath} and ${health.readinessPath}`
    : 'health off (health: false)';
}

function auditOf({ audit, switchedOff }: ResolvedOptions, sink: string | undefined): string {
  if (audit.mode === 'off') return `audit off (${switchedOff.has('audit') ? variable : 'audit: false'})`;
  return sink === undefined
    ? 'audit off (no store: set audit: true; and logging is off)'
    : `audit in ${sink}`;
}

/** The address without anything that could be a credential. */
function otlpExit(targets: readonly OtlpTarget[]): string[] {
  return targets.map(target => `OTLP ${target.protocol} ${new URL(target.url).origin}`);
}

/** A share in percent, without the digits that binary fractions add: 0.07 * 100 is 7.000000000000001. */
function percent(share: number): number {
  return Number((share * 100).toPrecision(12));
}
