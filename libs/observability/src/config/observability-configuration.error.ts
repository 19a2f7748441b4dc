import type { ConfigurationProblem } from './configuration-problem.js';

/**
 * Options or environment variables are wrong. Thrown once, at bootstrap, with every problem; the message names each
 * key, what was given and the fix, and never prints header values or credentials.
 */
export class ObservabilityConfigurationError extends Error {
  readonly code = 'OBSERVABILITY_CONFIGURATION';
  override readonly name = 'ObservabilityConfigurationError';

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(`${headline(problems.length)}\n${problems.map(describe).join('\n')}`);
  }
}

function headline(count: number): string {
  return `ObservabilityModule cannot start: its configuration has ${count === 1 ? 'one problem' : `${count} problems`}.`;
}

function describe({ path, message, given, fix }: ConfigurationProblem, index: number): string {
  const got = given === undefined ? '' : `, got ${given}`;
  return `  ${index + 1}. ${path} ${message}${got}.\n     Fix: ${fix.endsWith('?') ? fix : `${fix}.`}`;
}
