import type { z } from 'zod';
import type { ConfigurationProblem } from './configuration-problem.js';
import { optionProblems } from './option-problems.js';
import { optionsSchema, type ValidOptions } from './options.schema.js';

/**
 * Checks an options tree and reports everything that is wrong with it. `valid` holds the groups and options that are
 * right, so that rules across options can be checked in the same run.
 */
export function checkOptions(options: unknown): { valid: ValidOptions; problems: ConfigurationProblem[] } {
  const result = optionsSchema.safeParse(options, { reportInput: true });
  if (result.success) return { valid: result.data, problems: [] };
  const issues = result.error.issues.map(issue => asWritten(issue, options));
  const rest = optionsSchema.safeParse(without(options, issues));
  return { valid: rest.data ?? {}, problems: optionProblems(issues) };
}

/** Without the place in a list that the user did not write: one OTLP backend is read as a list of one. */
function asWritten(issue: z.core.$ZodIssue, options: unknown): z.core.$ZodIssue {
  const isList = Array.isArray((options as { otlp?: unknown } | null)?.otlp);
  if (issue.path[0] !== 'otlp' || isList) return issue;
  return { ...issue, path: issue.path.filter((_, index) => index !== 1) };
}

/** A copy of the tree that lacks each option an issue lies in. */
function without(options: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const wrong = new Set(issues.flatMap(pathsIn));
  return copyWithout(options, wrong, '');
}

function pathsIn(issue: z.core.$ZodIssue): string[] {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const paths = keys.length === 0 ? [issue.path] : keys.map(key => [...issue.path, key]);
  return paths.map(path =>
    path
      .slice(0, typeof path[1] === 'number' ? 1 : 2)
      .map(String)
      .join('\n'),
  );
}

function copyWithout(value: unknown, wrong: ReadonlySet<string>, parent: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !wrong.has(parent === '' ? key : `${parent}\n${key}`));
  return Object.fromEntries(
    kept.map(([key, each]) => [key, parent === '' ? copyWithout(each, wrong, key) : each]),
  );
}
