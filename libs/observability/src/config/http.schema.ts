import { z } from 'zod';
import { isAddressRange } from './address-range.js';
import { httpCapture } from './http-capture.schema.js';
import { oneOf, path, rule } from './option-rule.js';
import { isFreeHeaderName } from './value-checks.js';

/** The group `http`. */
export const http = z
  .strictObject({
    requestIdHeader: rule(z.string().refine(isFreeHeaderName), {
      message: 'must be the name of an HTTP header that nothing else sets',
      fix: `use letters, digits and hyphens, for example 'x-request-id'`,
    }),
    ignorePaths: z
      .array(path('/favicon.ico').nonoptional({ error: 'must be a path' }), {
        error: 'must be a list of paths',
      })
      .optional(),
    forwarded: z
      .strictObject({
        trust: rule(z.array(z.custom<string>(isAddressRange)), {
          message: 'must be a list of addresses or address ranges',
          fix: `use the ranges of the proxies, such as ['10.0.0.0/8', '::1/128']`,
        }),
        header: oneOf(['x-forwarded', 'forwarded']),
      })
      .optional(),
    ...httpCapture,
  })
  .optional();
