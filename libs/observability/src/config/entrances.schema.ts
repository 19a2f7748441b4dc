import { z } from 'zod';
import type { MessageTransport } from '../observability.options.js';
import { flag, switchable } from './option-rule.js';

/** The group `messaging`. */
export const messaging = switchable({
  enabled: flag(),
  clients: flag(),
  transports: z
    .array(
      z.custom<MessageTransport>(isTransport, {
        error: `must have a transportId, a system, a family ('messaging' or 'rpc'), and the methods pattern() and header()`,
        params: { fix: 'use an object that implements MessageTransport' },
      }),
      { error: 'must be a list of transports' },
    )
    .optional(),
});

/** The group `graphql`. */
export const graphql = z.strictObject({ document: flag(), resolvers: flag() }).optional();

function isTransport(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { transportId, system, family, pattern, header } = value as Partial<MessageTransport>;
  return (
    transportId !== undefined &&
    typeof system === 'string' &&
    /\S/.test(system) &&
    (family === 'messaging' || family === 'rpc') &&
    typeof pattern === 'function' &&
    typeof header === 'function'
  );
}
