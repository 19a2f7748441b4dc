import type { ConfigurationProblem } from './configuration-problem.js';
import { givenValue } from './given-value.js';
import { nearestWord } from './nearest-word.js';
import type { VariableName } from './standard-variables.js';

/** The shape of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A whole number's limits. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
}

const LARGEST = 2_147_483_647;

/**
 * Reads environment variables by the rules of the OpenTelemetry specification - an empty value counts as unset, words
 * are compared without case - and collects what is malformed instead of stopping at the first.
 */
export class EnvironmentReader {
  constructor(
    private readonly env: Environment,
    private readonly problems: ConfigurationProblem[],
  ) {}

  /** A reader for which nothing is set: for what the variables do not speak of. */
  withoutVariables(): EnvironmentReader {
    return new EnvironmentReader({}, this.problems);
  }

  /** The value without surrounding space, or `undefined` when unset or empty. */
  text(name: VariableName): string | undefined {
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }

  flag(name: VariableName): boolean | undefined {
    const word = this.word(name, ['true', 'false']);
    return word === undefined ? undefined : word === 'true';
  }

  word<W extends string>(name: VariableName, words: readonly W[]): W | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : this.known(name, value, words);
  }

  /** A list with commas between; unknown words become problems and are left out. */
  words<W extends string>(name: VariableName, words: readonly W[]): readonly W[] | undefined {
    const items = this.text(name)
      ?.split(',')
      .map(item => item.trim());
    const known = items?.filter(item => item !== '').map(item => this.known(name, item, words));
    return known && [...new Set(known.filter(word => word !== undefined))];
  }

  wholeNumber(name: VariableName, { least, most = LARGEST }: NumberRange): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    this.report(
      name,
      `must be a whole number from ${least} to ${most}`,
      `set it to a number such as ${most === LARGEST ? Math.max(least, 1000) : most}`,
    );
    return undefined;
  }

  /** Adds a problem about a variable; `given: null` keeps a value that may be secret out of it. */
  report(
    name: VariableName,
    message: string,
    fix: string,
    given: string | null = this.text(name) ?? null,
  ): void {
    this.problems.push({ path: name, message, fix, ...(given === null ? {} : { given: givenValue(given) }) });
  }

  private known<W extends string>(name: VariableName, value: string, words: readonly W[]): W | undefined {
    const found = words.find(word => word === value.toLowerCase());
    if (found !== undefined) return found;
    const nearest = nearestWord(value, words);
    const fix =
      nearest === undefined
        ? `use ${words.map(word => `'${word}'`).join(' or ')}`
        : `did you mean '${nearest}'?`;
    this.report(name, `must be one of ${words.map(word => `'${word}'`).join(', ')}`, fix, value);
    return undefined;
  }
}
