import type { ConfigurationProblem } from './configuration-problem.js';
import type { ResolvedHealth, ResolvedPropagation } from './resolved-options.js';

/** Settings that help while developing and hurt in production. */
export const UNSAFE_SETTINGS = ['health.details', 'propagation.trust'] as const;

/** What is judged. */
interface Judged {
  readonly health: ResolvedHealth;
  readonly propagation: ResolvedPropagation;
  /** `NODE_ENV`, or the environment of the service. */
  readonly environments: readonly (string | undefined)[];
  /** Those that the application wants in production, too. */
  readonly allowed: readonly (typeof UNSAFE_SETTINGS)[number][];
}

/** What production refuses unless it is asked for by name: nobody reads a warning before the damage is done. */
export function unsafeSettings({
  health,
  propagation,
  environments,
  allowed,
}: Judged): ConfigurationProblem[] {
  if (!environments.includes('production')) return [];
  const found: (ConfigurationProblem & { path: (typeof UNSAFE_SETTINGS)[number] })[] = [];
  if (health.enabled && health.details)
    found.push({
      path: 'health.details',
      message: 'tells everybody who reaches the port what fails and where',
      given: 'true',
      fix: `leave it out: the log and the listener of the option management tell it; or allowUnsafe: ['health.details']`,
    });
  if (propagation.trust === 'always')
    found.push({
      path: 'propagation.trust',
      message: 'lets every client decide what is recorded',
      given: `'always'`,
      fix: `name the callers by their addresses; or allowUnsafe: ['propagation.trust'] where no stranger reaches the port`,
    });
  return found.filter(({ path }) => !allowed.includes(path));
}
