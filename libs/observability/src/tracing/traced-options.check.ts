import { nearestWord } from '../config/nearest-word.js';
import type { OperationKind } from '../core/operation.js';
import type { TracedOptions } from './traced-options.js';

/** What each option must be. */
type OptionType = 'text' | 'function' | 'boolean' | readonly OperationKind[];

const OPTION_TYPES: Readonly<Record<keyof TracedOptions, OptionType>> = {
  name: 'text',
  kind: ['internal', 'server', 'client', 'producer', 'consumer'],
  attributes: 'function',
  result: 'function',
  root: 'boolean',
  links: 'function',
  metrics: 'boolean',
};

/**
 * The compiler finds these mistakes in TypeScript; in JavaScript, and behind a cast, an unknown option would otherwise
 * do nothing and a wrong one would fail at each call.
 *
 * @throws TypeError that names every mistake and its fix
 */
export function checkTracedOptions(options: unknown, decorated: string): void {
  const mistakes = mistakesIn(options);
  if (mistakes.length === 0) return;
  throw new TypeError(`@Traced() on ${decorated} cannot be read: ${mistakes.join('; ')}.`);
}

function mistakesIn(options: unknown): string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return ['it takes a name or an object with options'];
  }
  return Object.entries(options).flatMap(([key, value]) => {
    const type = OPTION_TYPES[key as keyof TracedOptions] as OptionType | undefined;
    if (type === undefined) return [unknownOption(key)];
    return value === undefined || fits(value, type) ? [] : [`${key} must be ${wordFor(type)}`];
  });
}

function unknownOption(key: string): string {
  const known = Object.keys(OPTION_TYPES);
  const near = nearestWord(key, known);
  const fix = near === undefined ? `known are ${known.join(', ')}` : `did you mean '${near}'?`;
  return `${key.slice(0, 80)} is not an option, ${fix}`;
}

function fits(value: unknown, type: OptionType): boolean {
  if (typeof type === 'object') return type.includes(value as OperationKind);
  if (type === 'text') return typeof value === 'string' && value !== '';
  return typeof value === type;
}

function wordFor(type: OptionType): string {
  if (typeof type === 'object') return `one of ${type.map(word => `'${word}'`).join(', ')}`;
  if (type === 'text') return 'text that is not empty';
  return type === 'boolean' ? 'true or false' : 'a function';
}
