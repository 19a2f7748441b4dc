import type { z } from 'zod';
import type { ConfigurationProblem } from './configuration-problem.js';
import { givenKind, givenValue } from './given-value.js';
import { allOptions, optionsIn } from './known-options.js';
import { nearestWord } from './nearest-word.js';

/** Turns what the schema found into problems that name the option, the value and the fix. */
export function optionProblems(issues: readonly z.core.$ZodIssue[]): ConfigurationProblem[] {
  return issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownOption(key, issue.path))
      : [wrongValue(issue)],
  );
}

/** Writes a path as JavaScript would: `health.indicators[0]`, `otlp.headers["a b"]`. */
export function optionPath(path: readonly PropertyKey[]): string {
  const written = path.map(key => {
    if (typeof key === 'number') return `[${key}]`;
    const name = String(key).slice(0, 80);
    return /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return path.length === 0 ? 'options' : written.join('').replace(/^\./, '');
}

function wrongValue(issue: z.core.$ZodIssue): ConfigurationProblem {
  const path = optionPath(issue.path);
  if (issue.code === 'invalid_key') return wrongKey(path, issue.path[0]);
  const given = mayHoldSecret(issue.path) ? givenKind(issue.input) : givenValue(issue.input);
  if (issue.code === 'custom') return { path, message: issue.message, given, fix: fixFor(issue) };
  return issue.code === 'invalid_type' && issue.expected === 'array'
    ? { path, message: 'must be a list', given, fix: 'put the value into [ ]' }
    : { path, message: 'must be an object', given, fix: groupFix(issue.path) };
}

/** Headers of exports and attributes of the resource are the two records there are. */
function wrongKey(path: string, group: PropertyKey | undefined): ConfigurationProblem {
  return group === 'otlp'
    ? {
        path,
        message: 'is not the name of an HTTP header that can be added',
        fix: 'use letters, digits and hyphens, and no header that HTTP itself sets',
      }
    : { path, message: 'is no name', fix: `use a name such as 'team'` };
}

function fixFor({ params, input }: z.core.$ZodIssueCustom): string {
  const words = (params?.['words'] ?? []) as readonly string[];
  const near = typeof input === 'string' ? nearestWord(input, words) : undefined;
  return near === undefined ? String(params?.['fix']) : `did you mean '${near}'?`;
}

function groupFix(path: readonly PropertyKey[]): string {
  const known = optionsIn(path);
  return known.length === 0 ? 'use { name: value }' : `use { … } with any of: ${known.join(', ')}`;
}

function unknownOption(key: string, group: readonly PropertyKey[]): ConfigurationProblem {
  const near = nearestWord(key, optionsIn(group)) ?? elsewhere(key);
  return {
    path: optionPath([...group, key]),
    message: 'is not an option',
    fix:
      near === undefined
        ? `remove it; known here: ${optionsIn(group).join(', ')}`
        : `did you mean '${near}'?`,
  };
}

/** `serviceName` for `service.name`, or a known name in the wrong group. */
function elsewhere(key: string): string | undefined {
  const options = allOptions();
  return nearestWord(key, options) ?? options.find(option => option.endsWith(`.${key}`));
}

function mayHoldSecret(path: readonly PropertyKey[]): boolean {
  const [group, key] = path.filter(part => typeof part !== 'number');
  if (group === 'otlp') return key === undefined || key === 'headers' || key === 'tls';
  if (group === 'management') return key === undefined || key === 'token';
  if (group === 'redaction') return key === undefined || key === 'pseudonyms';
  return group === 'audit' && (key === undefined || key === 'keys');
}
