import { z } from 'zod';
import type { SheddingOptions } from '../observability.options.js';
import { flag, milliseconds, rule, switchable } from './option-rule.js';

/** The option `shedding`. */
export const sheddingSchema = switchable({
  enabled: flag(),
  delay: milliseconds(1, 200),
  utilization: rule(z.number().min(0).max(1), {
    message: 'must be a number from 0 to 1',
    fix: 'use a share of the time, for example 0.9',
  }),
});

/** With its defaults; `undefined` where nothing is given up. */
export type ResolvedShedding = Readonly<Required<Omit<SheddingOptions, 'enabled'>>> | undefined;

/** Fills the defaults in. */
export function resolveShedding(options: z.output<typeof sheddingSchema>): ResolvedShedding {
  const { enabled = true, delay = 200, utilization = 0.9 } = options ?? {};
  return enabled ? { delay, utilization } : undefined;
}
