import { z } from 'zod';
import type { RedactionDetector, RedactionOptions } from '../observability.options.js';
import { boundedPattern } from '../core/bounded-pattern.js';
import { parseKeyPath } from '../core/key-path.js';
import { flag, isCallable, rule } from './option-rule.js';

/** A name, and not a path: `*.password` would match nothing at all, which nobody notices. */
const isKeyName = (value: unknown): boolean =>
  typeof value === 'string' && /[\p{L}\p{N}]/u.test(value) && !/[*[\]{}()^|\\/+?]/.test(value);

const keyName = z.custom<string>(isKeyName, {
  error: 'must be the name of a key',
  params: {
    fix: `use key names, for example ['iban', 'taxNumber']; paths and patterns have options of their own`,
  },
});

const path = z.custom<string>().check(context => {
  const { value } = context;
  const problem = typeof value === 'string' ? parseKeyPath(value) : 'it is no text';
  if (typeof problem !== 'string') return;
  context.issues.push({
    code: 'custom',
    input: value,
    message: `must be a path of keys: ${problem}`,
    params: { fix: `use paths such as 'customer.iban', 'orders[*].card' or '**.pin'` },
  });
});

const pattern = z.custom<RegExp>().check(context => {
  const { value } = context;
  const problem = problemOf(value);
  if (problem === undefined) return;
  context.issues.push({
    code: 'custom',
    input: value,
    message: `must be a pattern that takes linear time: ${problem}`,
    params: { fix: 'write it without nested repetitions, or use redaction.detectors' },
  });
});

function problemOf(value: unknown): string | undefined {
  if (!(value instanceof RegExp) && Object.prototype.toString.call(value) !== '[object RegExp]')
    return 'it is no regular expression';
  try {
    boundedPattern(value as RegExp);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const detector = z.custom<RedactionDetector>(isDetector, {
  error: 'must have a name and a find() method',
  params: { fix: `use { name: 'tax-number', find: text => [[start, end]] }` },
});

function isDetector(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, find } = value as Partial<RedactionDetector>;
  return typeof name === 'string' && /\S/.test(name) && typeof find === 'function';
}

/** What is masked. */
export const redaction = z
  .strictObject({
    keys: z.array(keyName).optional(),
    paths: z.array(path).optional(),
    except: z.array(keyName).optional(),
    patterns: z.array(pattern).optional(),
    detectors: z.array(detector).optional(),
    emails: flag(),
    phones: flag(),
    pseudonyms: z
      .strictObject({
        key: rule(z.string().min(16), {
          message: 'must be a secret of at least 16 characters',
          fix: `use one from your secret store, for example from openssl rand -hex 32`,
        }),
        keys: z.array(keyName).optional(),
        paths: z.array(path).optional(),
      })
      .optional(),
    onRedacted: rule(z.custom<NonNullable<RedactionOptions['onRedacted']>>(isCallable), {
      message: 'must be a function',
      fix: 'use ({ path, reason }) => { ... }, or leave it out',
    }),
    censor: rule(z.string(), { message: 'must be text', fix: `use text such as '[REDACTED]'` }),
  })
  .optional();
