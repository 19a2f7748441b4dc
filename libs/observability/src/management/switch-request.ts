import { z } from 'zod';
import { LOG_LEVELS } from '../config/options.schema.js';
import { changeLasts } from '../core/time-limits.js';

const level = z.enum(LOG_LEVELS);

const switchRequest = z
  .strictObject({
    /** Traces, metrics and completion lines: all, or each. */
    signals: z
      .union([
        z.boolean(),
        z.strictObject({
          traces: z.boolean().optional(),
          metrics: z.boolean().optional(),
          logs: z.boolean().optional(),
        }),
      ])
      .optional(),
    ratio: z.number().min(0).max(1).optional(),
    level: level.optional(),
    /** By the name of the logger. */
    levels: z
      .record(z.string().min(1).max(200), level)
      .refine(levels => Object.keys(levels).length <= 50, { error: 'at most 50 loggers at once' })
      .optional(),
    /** Seconds that the change lasts. */
    seconds: z.int().min(1).max(changeLasts.most).optional(),
  })
  .refine(given => Object.entries(given).some(([key, value]) => key !== 'seconds' && value !== undefined), {
    error: 'name at least one of signals, ratio, level, levels',
  });

/** What an operator wants changed. */
export type SwitchRequest = z.output<typeof switchRequest>;

/** Reads the body of a change, or says what is wrong with it without repeating it. */
export function readSwitchRequest(body: string): SwitchRequest | { readonly problems: readonly string[] } {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return { problems: ['the body is no JSON'] };
  }
  const result = switchRequest.safeParse(given);
  if (result.success) return result.data;
  return { problems: result.error.issues.slice(0, 10).map(problemOf) };
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  const where = path.map(String).join('.').slice(0, 100);
  return where === '' ? message.slice(0, 200) : `${where}: ${message.slice(0, 200)}`;
}
