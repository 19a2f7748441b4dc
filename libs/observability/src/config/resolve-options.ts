import type { ObservabilityOptions } from '../observability.options.js';
import { checkOptions } from './check-options.js';
import type { ConfigurationProblem } from './configuration-problem.js';
import { EnvironmentReader, type Environment } from './environment-reader.js';
import { ObservabilityConfigurationError } from './observability-configuration.error.js';
import type { ValidOptions } from './options.schema.js';
import { misspeltVariables } from './misspelt-variables.js';
import { managedPaths, pathClashes, servedPaths } from './path-clashes.js';
import { resolveAudit } from './resolve-audit.js';
import { resolveBackground } from './resolve-background.js';
import { resolveDatabase } from './resolve-database.js';
import { resolveGraphql, resolveMessaging } from './resolve-entrances.js';
import { resolveErrors } from './resolve-errors.js';
import { resolveExits } from './resolve-exporters.js';
import { resolveHealth } from './resolve-health.js';
import { resolveHttp } from './resolve-http.js';
import { resolveLogging } from './resolve-logging.js';
import { resolveManagement } from './resolve-management.js';
import { resolveMetrics } from './resolve-metrics.js';
import { OtlpResolver } from './resolve-otlp.js';
import { resolvePropagation } from './resolve-propagation.js';
import { resolveQueue } from './resolve-queue.js';
import { resolveRedaction } from './resolve-redaction.js';
import { resolveSampling } from './resolve-sampling.js';
import { resolveService } from './resolve-service.js';
import { serviceContradictions } from './service-contradictions.js';
import { resolveShutdown } from './resolve-shutdown.js';
import { resolveShedding } from './shedding.schema.js';
import { readSwitchedOff, withoutSwitchedOff } from './switched-off.js';
import { resolveTracing } from './resolve-tracing.js';
import type { ResolvedOptions } from './resolved-options.js';
import { unsafeSettings } from './unsafe-settings.js';

const DIAGNOSTIC_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

/**
 * Checks the options and the environment once, and fills in every default. Standard `OTEL_*` variables win over the
 * options; a group that is `undefined` means its defaults.
 *
 * @throws {ObservabilityConfigurationError} with every problem found, in options and environment together
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function resolveOptions(
  options: ObservabilityOptions = {},
  env: Environment = process.env,
): ResolvedOptions {
  const { valid, problems } = checkOptions(options);
  const resolved = resolveValid(valid, new EnvironmentReader(env, problems), problems);
  problems.push(...misspeltVariables(env));
  if (problems.length > 0) throw new ObservabilityConfigurationError(problems);
  return resolved;
}

function resolveValid(
  given: ValidOptions,
  env: EnvironmentReader,
  problems: ConfigurationProblem[],
): ResolvedOptions {
  const switchedOff = readSwitchedOff(env);
  const options = withoutSwitchedOff(given, switchedOff);
  const disabled = env.flag('OTEL_SDK_DISABLED') ?? false;
  const isOn = (group: { enabled?: boolean | undefined } | undefined) =>
    !disabled && (group?.enabled ?? true);
  const readers = { otlp: new OtlpResolver(options.otlp, env, problems), env };
  const traces = resolveExits('traces', isOn(options.tracing), {
    ...readers,
    console: options.tracing?.console,
  });
  const points = resolveExits('metrics', isOn(options.metrics), readers);
  const lines = resolveExits('logs', isOn(options.logging) && !switchedOff.has('logs'), readers);
  const metrics = resolveMetrics(options.metrics, points.exporters, env);
  const health = resolveHealth(options.health, problems);
  const named = resolveService(options.service, env);
  const propagation = resolvePropagation(options.propagation, env);
  const management = resolveManagement(options.management, env, problems);
  const served = servedPaths(metrics, health);
  problems.push(
    ...pathClashes([...(management ? managedPaths() : []), ...served]),
    ...serviceContradictions(options.service),
    ...unsafeSettings({
      health,
      propagation,
      environments: [env.text('NODE_ENV'), named.service.environment],
      allowed: options.allowUnsafe ?? [],
    }),
  );

  return {
    disabled,
    ...named,
    tracing: resolveTracing(options.tracing, traces.exporters, env),
    metrics,
    logging: resolveLogging(options.logging, lines.exporters, env),
    sampling: resolveSampling(options, problems),
    propagation,
    ...resolveWork(options, isOn(options.database)),
    // What has moved to the listener for operators is no path of ours any more.
    http: resolveHttp(options.http, management ? servedPaths(undefined, health) : served, env),
    health,
    management,
    audit: resolveAudit(options.audit, env, problems),
    errors: resolveErrors(options.errors, env),
    redaction: resolveRedaction(options.redaction, env, problems),
    otlp: {
      traces: traces.targets,
      metrics: points.targets,
      logs: lines.targets,
      queue: resolveQueue(options.otlp?.[0]?.queue),
    },
    diagnosticLevel: env.word('OTEL_LOG_LEVEL', DIAGNOSTIC_LEVELS) ?? 'warn',
    ...resolveLimitsOfTime(options, env),
    switchedOff,
    identify: options.identify,
  };
}

/** What is observed beside requests. */
function resolveWork(
  { background, messaging, graphql, database }: ValidOptions,
  databaseIsOn: boolean,
): Pick<ResolvedOptions, 'background' | 'messaging' | 'graphql' | 'database'> {
  return {
    background: resolveBackground(background),
    messaging: resolveMessaging(messaging),
    graphql: resolveGraphql(graphql),
    database: resolveDatabase(database, databaseIsOn),
  };
}

/** What happens when time runs short: at the end, and under too much load. */
function resolveLimitsOfTime(
  { shutdown, shedding }: ValidOptions,
  env: EnvironmentReader,
): Pick<ResolvedOptions, 'shutdown' | 'shedding'> {
  return { shutdown: resolveShutdown(shutdown, env), shedding: resolveShedding(shedding) };
}
