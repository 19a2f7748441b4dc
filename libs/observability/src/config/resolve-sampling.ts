import type { ConfigurationProblem } from './configuration-problem.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedLogSampling, ResolvedSampling } from './resolved-options.js';

/** Which traces are kept; what contradicts itself becomes a problem. */
export function resolveSampling(options: ValidOptions, problems: ConfigurationProblem[]): ResolvedSampling {
  const { sampling, tracing, logging } = options;
  const tail = resolveTail(sampling?.tail);
  const rules = (sampling?.rules ?? []) as ResolvedSampling['rules'];
  rules.forEach(({ attributes }, index) => {
    if (tail === undefined && attributes !== undefined) problems.push(needsTail(index));
  });
  if (tracing?.enabled === false && resolveLogSampling(logging?.sampling)) problems.push(needsTracing);
  return { rules, rateLimit: sampling?.rateLimit, tail };
}

/** Which debug and info lines are written; `undefined` writes them all. */
export function resolveLogSampling(
  options: NonNullable<ValidOptions['logging']>['sampling'],
): ResolvedLogSampling | undefined {
  if (options === undefined || options.enabled === false) return undefined;
  const { ratio = 0, linesPerTrace = 100, bytes = 8_388_608 } = options;
  return { ratio, linesPerTrace, bytes };
}

function resolveTail(options: NonNullable<ValidOptions['sampling']>['tail']): ResolvedSampling['tail'] {
  if (options === undefined || options.enabled === false) return undefined;
  const { slow, limits } = options;
  return {
    slow:
      slow?.enabled === false
        ? undefined
        : {
            threshold: slow?.threshold ?? 1_000,
            routes: new Map(
              Object.entries(slow?.routes ?? {}).map(([route, value]) => [
                route,
                value === false || value === undefined ? Number.POSITIVE_INFINITY : value,
              ]),
            ),
            adaptive: slow?.adaptive ?? false,
          },
    limits: {
      traces: limits?.traces ?? 10_000,
      spansPerTrace: limits?.spansPerTrace ?? 1_000,
      bytes: limits?.bytes ?? 33_554_432,
      age: limits?.age ?? 60_000,
    },
  };
}

function needsTail(index: number): ConfigurationProblem {
  return {
    path: `sampling.rules[${index}].attributes`,
    message: 'are known only when a trace has ended',
    fix: 'set sampling.tail to true, or choose by route, method or name',
  };
}

const needsTracing: ConfigurationProblem = {
  path: 'logging.sampling',
  message: 'follows the decision about traces, which are off',
  fix: 'remove it, or leave tracing on',
};
