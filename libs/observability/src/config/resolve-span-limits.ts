import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';

/** How large a span may be. */
export interface ResolvedSpanLimits {
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
  /** Characters. */
  readonly valueLength: number;
  /** Of the whole span, a character counting as one. */
  readonly bytes: number;
}

type LimitOptions = NonNullable<ValidOptions['tracing']>['limits'];

/**
 * How large a span may be. The variables for spans win over those for all signals, and these over the options.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export function resolveSpanLimits(options: LimitOptions, env: EnvironmentReader): ResolvedSpanLimits {
  const attributes = env.wholeNumber('OTEL_ATTRIBUTE_COUNT_LIMIT', { least: 0 });
  const valueLength = env.wholeNumber('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', { least: 0 });
  return {
    attributes:
      env.wholeNumber('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', { least: 0 }) ??
      attributes ??
      options?.attributes ??
      64,
    valueLength:
      env.wholeNumber('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', { least: 0 }) ??
      valueLength ??
      options?.valueLength ??
      2_048,
    events: env.wholeNumber('OTEL_SPAN_EVENT_COUNT_LIMIT', { least: 0 }) ?? options?.events ?? 32,
    links: env.wholeNumber('OTEL_SPAN_LINK_COUNT_LIMIT', { least: 0 }) ?? options?.links ?? 32,
    bytes: options?.bytes ?? 16_384,
  };
}
