import type { ConfigurationProblem } from './configuration-problem.js';
import type { Environment } from './environment-reader.js';
import { nearestWord } from './nearest-word.js';
import { VARIABLES } from './standard-variables.js';

/** Few enough letters that a variable of another library is not taken for a misspelt one of ours. */
const LETTERS = 2;

/** `OTEL_` and `OBSERVABILITY_` variables whose names nearly equal one that is read: a misspelt variable is otherwise ignored silently. */
export function misspeltVariables(env: Environment): ConfigurationProblem[] {
  const known = Object.keys(VARIABLES).filter(isOurs);
  const unknown = Object.keys(env).filter(name => isOurs(name) && !known.includes(name));
  return unknown.flatMap(name => {
    const near = nearestWord(name, known, LETTERS);
    return near === undefined
      ? []
      : [{ path: name, message: 'is not a known variable', fix: `did you mean '${near}'?` }];
  });
}

function isOurs(name: string): boolean {
  return /^(otel|observability)_/i.test(name);
}
