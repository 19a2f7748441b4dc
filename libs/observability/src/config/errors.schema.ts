import { z } from 'zod';
import type { ErrorOptions } from '../observability.options.js';
import { flag, rule } from './option-rule.js';
import { isCallable } from './value-checks.js';

/** The `errors` group. */
export const errorsSchema = z
  .strictObject({
    expected: rule(z.custom<NonNullable<ErrorOptions['expected']>>(isCallable), {
      message: 'must be a function that takes an error',
      fix: 'use error => error instanceof OutOfStockError, or leave it out',
    }),
    exposeTraceId: flag(),
    reporters: z
      .array(
        z.custom<NonNullable<ErrorOptions['reporters']>[number]>(isReporter, {
          error: 'must have a report() method',
          params: { fix: 'use new SentryReporter(Sentry) or a reporter of your own' },
        }),
      )
      .optional(),
  })
  .optional();

function isReporter(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'report' in value && typeof value.report === 'function'
  );
}
