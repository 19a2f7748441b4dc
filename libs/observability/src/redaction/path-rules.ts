import { parseKeyPath, type KeyPathStep } from '../core/key-path.js';
import { plainKey } from './key-matcher.js';

/** Members by where they stand. */
export class PathRules {
  private readonly rules: readonly (readonly KeyPathStep[])[];

  /** Paths that cannot be read must have been refused before. */
  constructor(paths: readonly string[]) {
    this.rules = paths
      .map(parseKeyPath)
      .filter((steps): steps is readonly KeyPathStep[] => typeof steps !== 'string')
      .map(steps => steps.map(step => (step.startsWith('*') ? step : plainKey(step))));
  }

  get any(): boolean {
    return this.rules.length > 0;
  }

  matches(path: readonly string[]): boolean {
    const plain = path.map(plainKey);
    return this.rules.some(steps => fits(steps, plain));
  }
}

/** There is at most one `**`: what stands before it must fit the start, and what stands behind it the end. */
function fits(steps: readonly KeyPathStep[], path: readonly string[]): boolean {
  const gap = steps.indexOf('**');
  const same = (step: KeyPathStep | undefined, key: string | undefined): boolean =>
    step === '*' || step === key;
  if (gap < 0) return steps.length === path.length && steps.every((step, at) => same(step, path[at]));
  const rest = steps.length - gap - 1;
  if (path.length < steps.length - 1) return false;
  for (let at = 0; at < gap; at += 1) if (!same(steps[at], path[at])) return false;
  for (let at = 1; at <= rest; at += 1) if (!same(steps.at(-at), path.at(-at))) return false;
  return true;
}
