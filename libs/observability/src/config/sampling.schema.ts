import { z } from 'zod';
import type { SamplingRule } from '../observability.options.js';
import { count, flag, milliseconds, rule, switchable, text } from './option-rule.js';

const word = z.string().regex(/\S/);
const value = z.union([z.string(), z.number(), z.boolean()]);

const samplingRule = z.strictObject({
  route: rule(z.string().regex(/^\/\S*$/), {
    message: `must be a route that starts with '/'`,
    fix: `use a route such as '/orders/:id' or '/internal/*'`,
  }),
  method: rule(z.union([word, z.array(word).min(1)]), {
    message: 'must be an HTTP method, or a list of them',
    fix: `use for example 'POST'`,
  }),
  name: text('OrdersService.expire'),
  attributes: z
    .record(
      z.string(),
      rule(z.union([value, z.array(value).min(1)]), {
        message: 'must be text, a number, true or false, or a list of these',
        fix: `use the value that the attribute has, for example { 'tenant.id': ['acme'] }`,
      }),
    )
    .optional(),
  keep: z.custom<SamplingRule['keep']>(isKeep, {
    error: `must be 'always', 'never' or a number from 0 to 1`,
    params: { words: ['always', 'never'], fix: `use 'always', 'never', or a share such as 0.1` },
  }),
});

const slow = switchable({
  enabled: flag(),
  threshold: milliseconds(1, 1_000),
  routes: z
    .record(
      z.string(),
      rule(z.union([z.literal(false), z.number().positive()]), {
        message: 'must be a number of milliseconds above 0, or false',
        fix: 'use for example 250, or false where nothing is slow',
      }),
    )
    .optional(),
  adaptive: flag(),
});

const limits = z.strictObject({
  traces: count(1, 10_000),
  spansPerTrace: count(1, 1_000),
  bytes: count(1, 33_554_432),
  age: milliseconds(1, 60_000),
});

/** The group `sampling`. */
export const sampling = z
  .strictObject({
    rules: z.array(samplingRule).optional(),
    rateLimit: rule(z.number().positive().max(1_000_000), {
      message: 'must be a number of traces a second above 0',
      fix: 'use for example 100, or leave it out for no limit',
    }),
    tail: switchable({ enabled: flag(), slow, limits: limits.optional() }),
  })
  .optional();

function isKeep(given: unknown): boolean {
  return given === 'always' || given === 'never' || (typeof given === 'number' && given >= 0 && given <= 1);
}
