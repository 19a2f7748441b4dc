import type { DynamicModule } from '@nestjs/common';
import type { AuditModuleOptions } from './audit/audit.module-definition.js';
import type { HealthModuleOptions } from './health/health.module-options.js';
import type { ObservabilityOptions } from './observability.options.js';
import { Telemetry } from './sdk/telemetry.js';

/** Nest modules of single signals; a promise is loaded while Nest scans. */
export type SignalModules = readonly Promise<DynamicModule>[];

/**
 * The modules of the signals that are on. Each is loaded only when it is, so that what is off costs nothing; options that
 * come from a factory are known too late for that, so everything is loaded and what is off stays idle.
 */
export function signalModules(given: ObservabilityOptions = {}): SignalModules {
  // What is no object at all is told of at bootstrap, with the other mistakes.
  const options = typeof given === 'object' && given !== null ? given : {};
  return [
    ...(isOn(options.logging) ? [loggingModule()] : []),
    ...(isOn(options.metrics) ? [prometheusModule()] : []),
    ...(isOn(options.health) ? [healthModule()] : []),
    // Also where nothing is recorded, so that whoever injects AuditService need not ask.
    auditModule(),
  ];
}

function isOn(signal: boolean | { readonly enabled?: boolean } | undefined): boolean {
  return typeof signal === 'object' ? signal?.enabled !== false : signal !== false;
}

async function loggingModule(): Promise<DynamicModule> {
  const { LoggingModule } = await import('./sdk/logging.module.js');
  return LoggingModule.create();
}

async function prometheusModule(): Promise<DynamicModule> {
  const { createPrometheusModule } = await import('./metrics/prometheus.module.js');
  return createPrometheusModule();
}

async function healthModule(): Promise<DynamicModule> {
  const { HealthModule } = await import('./health/health.module.js');
  return HealthModule.registerAsync({
    inject: [Telemetry],
    useFactory: ({ options, redactor, meter }: Telemetry): HealthModuleOptions => {
      const { timeoutMs, cacheForMs, maxEventLoopDelayMs, ...rest } = options.health;
      return {
        health: { ...rest, timeout: timeoutMs, cacheFor: cacheForMs, maxEventLoopDelay: maxEventLoopDelayMs },
        redact: value => redactor.value(value),
        meter,
        brief: options.management !== undefined && !options.health.details,
      };
    },
  });
}

async function auditModule(): Promise<DynamicModule> {
  const { AuditModule } = await import('./audit/audit.module.js');
  return AuditModule.registerAsync({
    inject: [Telemetry],
    useFactory: ({ audit, options, redactor, logging }: Telemetry): AuditModuleOptions => ({
      runtime: audit,
      options: options.audit,
      service: options.service.name,
      redaction: redactor,
      lines: logging?.lines.evidence,
    }),
  });
}
