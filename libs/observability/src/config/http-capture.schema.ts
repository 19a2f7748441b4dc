import { z } from 'zod';
import { flag, oneOf, rule, share } from './option-rule.js';
import { isHeaderName } from './value-checks.js';

const headerName = z.custom<string>(value => typeof value === 'string' && isHeaderName(value), {
  error: 'must be the name of an HTTP header',
  params: { fix: `use names such as 'content-type'; patterns are not understood` },
});

const route = z.custom<string>(value => typeof value === 'string' && value.startsWith('/'), {
  error: 'must be the template of a route',
  params: { fix: `use the template with its prefix, such as '/orders/:id'` },
});

/** What is recorded of requests and responses beside the usual: the members of `http` that say so. */
export const httpCapture = {
  headers: z
    .strictObject({ request: z.array(headerName).optional(), response: z.array(headerName).optional() })
    .optional(),
  body: z
    .strictObject({
      ratio: share,
      failures: flag(),
      routes: z.array(route).optional(),
      maxLength: rule(z.int().min(64).max(16_384), {
        message: 'must be a whole number from 64 to 16384',
        fix: 'use characters, for example 2048',
      }),
    })
    .optional(),
  query: oneOf(['drop', 'keys']),
};
