import type { ConfigurationProblem } from './configuration-problem.js';
import { managementPaths } from './resolved-management.js';
import type { ResolvedHealth, ResolvedMetrics } from './resolved-options.js';

/** A served path and the option that names it. */
interface ServedPath {
  readonly option: string;
  readonly path: string;
}

/** The paths that the library serves itself, with the option that moves each. */
export function servedPaths(metrics: ResolvedMetrics | undefined, health: ResolvedHealth): ServedPath[] {
  return [
    ...(metrics?.enabled && metrics.path !== false ? [{ option: 'metrics.path', path: metrics.path }] : []),
    ...(health.enabled
      ? [
          { option: 'health.livenessPath', path: health.livenessPath },
          { option: 'health.readinessPath', path: health.readinessPath },
        ]
      : []),
  ];
}

/** What the listener for operators serves beside them. */
export function managedPaths(): ServedPath[] {
  return [
    { option: 'the details of health', path: managementPaths.details },
    { option: 'the switches', path: managementPaths.switches },
  ];
}

/** Two endpoints on one path: routers would serve whichever came first, silently. A last slash makes no difference. */
export function pathClashes(served: readonly ServedPath[]): ConfigurationProblem[] {
  return served.flatMap(({ option, path }, index) => {
    const first = served.slice(0, index).find(other => plain(other.path) === plain(path));
    if (first === undefined) return [];
    const message = `has the path of ${first.option}`;
    return [
      {
        path: option,
        message,
        given: `'${path}'`,
        fix: `give ${option} and ${first.option} different paths`,
      },
    ];
  });
}

function plain(path: string): string {
  return path.replace(/\/+$/, '').toLowerCase();
}
