import type { Meter } from '@opentelemetry/api';
import type { HealthOptions } from '../observability.options.js';

/** Masks secrets in a string or, at any depth, in an object; the application's one redaction policy. */
export type RedactDetails = (value: unknown) => unknown;

/** What `HealthModule` needs. */
export interface HealthModuleOptions {
  /** Paths, indicators and limits. @defaultValue the defaults of each field */
  readonly health?: HealthOptions;
  /** Applied to everything an indicator says before it reaches a log line or, with `details`, a body. */
  readonly redact: RedactDetails;
  /** Shows the state of each indicator. @defaultValue no metrics */
  readonly meter?: Meter | undefined;
  /** Whether `/ready` leaves the names of the checks out, because another port shows them. @defaultValue `false` */
  readonly brief?: boolean;
}

/** `HealthOptions` with every default filled in. */
export type HealthSettings = Required<HealthOptions>;

/** Fills in the defaults. */
export function toHealthSettings(options: HealthOptions = {}): HealthSettings {
  return {
    enabled: options.enabled ?? true,
    livenessPath: options.livenessPath ?? '/healthz',
    readinessPath: options.readinessPath ?? '/ready',
    indicators: options.indicators ?? [],
    timeout: options.timeout ?? 2_000,
    cacheFor: options.cacheFor ?? 1_000,
    maxEventLoopDelay: options.maxEventLoopDelay ?? 1_000,
    details: options.details ?? false,
  };
}
