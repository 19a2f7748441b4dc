import type { ConfigurationProblem } from './configuration-problem.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedHealth } from './resolved-options.js';

/** Health endpoints with their defaults. */
export function resolveHealth(
  options: ValidOptions['health'],
  problems: ConfigurationProblem[],
): ResolvedHealth {
  const indicators = options?.indicators ?? [];
  problems.push(...sameNames(indicators));
  return {
    enabled: options?.enabled ?? true,
    livenessPath: options?.livenessPath ?? '/healthz',
    readinessPath: options?.readinessPath ?? '/ready',
    indicators,
    timeoutMs: options?.timeout ?? 2_000,
    cacheForMs: options?.cacheFor ?? 1_000,
    maxEventLoopDelayMs: options?.maxEventLoopDelay ?? 1_000,
    details: options?.details ?? false,
  };
}

function sameNames(indicators: ResolvedHealth['indicators']): ConfigurationProblem[] {
  const names = indicators.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            path: `health.indicators[${index}].name`,
            message: `is taken by health.indicators[${names.indexOf(name)}]`,
            given: `'${name}'`,
            fix: 'give each indicator its own name',
          },
        ],
  );
}
