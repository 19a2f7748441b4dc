import { z } from 'zod';
import { isPath } from './value-checks.js';

/** How a rule explains itself when a value breaks it. */
export interface RuleExplanation {
  /** Completes the sentence `tracing.ratio …`: `must be a number from 0 to 1`. */
  readonly message: string;
  /** What to do: `use 0.1 to keep one trace in ten`. */
  readonly fix: string;
}

/**
 * Makes a value that `schema` refuses one problem with one fix, however many of its checks fail. An option that is
 * `undefined` counts as absent, so that a configuration service may answer for every key.
 */
export function rule<T extends z.ZodType>(schema: T, { message, fix }: RuleExplanation) {
  return z
    .custom<z.output<T>>(value => schema.safeParse(value).success, { error: message, params: { fix } })
    .optional();
}

/** A switch. */
export function flag() {
  return rule(z.boolean(), { message: 'must be true or false', fix: 'use true or false, without quotes' });
}

/** Longest delay that Node's timers can hold. */
const LONGEST_DELAY = 2_147_483_647;

/** A whole number of milliseconds, at least `least`. */
export function milliseconds(least: 0 | 1, example: number) {
  const range = least === 0 ? 'of 0 or more' : 'above 0';
  return rule(z.int().min(least).max(LONGEST_DELAY), {
    message: `must be a whole number of milliseconds ${range}`,
    fix: `use milliseconds, for example ${example}`,
  });
}

/** A share of traces. */
export const share = rule(z.number().min(0).max(1), {
  message: 'must be a number from 0 to 1',
  fix: 'use a share, for example 0.1 to keep one trace in ten',
});

/** A whole number, at least `least`. */
export function count(least: number, example: number) {
  return rule(z.int().min(least), {
    message: `must be a whole number from ${least}`,
    fix: `use a number such as ${example}`,
  });
}

/** Text that is not empty. */
export function text(example: string) {
  return rule(z.string().regex(/\S/), {
    message: 'must be text that is not empty',
    fix: `use text such as '${example}', or leave it out`,
  });
}

/** A path that is served or compared literally. */
export function path(example: string) {
  return rule(z.string().refine(isPath), {
    message: `must be a path that starts with '/', without query, spaces or route parameters`,
    fix: `use a path such as '${example}'`,
  });
}

/** One of a few words; the one that was probably meant is looked up when the problem is described. */
export function oneOf<const W extends readonly string[]>(words: W) {
  return z
    .custom<W[number]>(value => words.includes(value as string), {
      error: `must be one of ${words.map(word => `'${word}'`).join(', ')}`,
      params: { words, fix: `use '${words[0]}' or another of these words` },
    })
    .optional();
}

/** A group of options; `switchable` groups also accept `true` and `false`, read as `{ enabled }`. */
export function switchable<S extends z.ZodRawShape>(shape: S) {
  return z
    .preprocess(value => (typeof value === 'boolean' ? { enabled: value } : value), z.strictObject(shape))
    .optional();
}

/**
 * A value that is checked by the schema its form asks for; problems keep their paths, which a union of schemas would lose.
 */
export function chosen<T>(schemaFor: (value: unknown) => z.ZodType) {
  return z
    .custom<T>()
    .check(context => {
      const result = schemaFor(context.value).safeParse(context.value, { reportInput: true });
      if (!result.success) context.issues.push(...(result.error.issues as typeof context.issues));
    })
    .optional();
}

/** Whether `value` can be called: a class is a function that cannot. */
export function isCallable(value: unknown): boolean {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}
