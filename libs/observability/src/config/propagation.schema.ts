import { z } from 'zod';
import type { MessageTrustOption, PropagationTrust } from '../observability.options.js';
import { isAddressRange } from './address-range.js';
import { count, isCallable, rule } from './option-rule.js';
import { isHostPattern } from './value-checks.js';

/** The group `propagation`. */
export const propagation = z
  .strictObject({
    trust: z
      .custom<PropagationTrust>(isTrust, {
        error: `must be 'never', 'always', a list of address ranges, or a function`,
        params: {
          words: ['never', 'always'],
          fix: `use ranges such as ['10.0.0.0/8', '::1/128'], or request => request.headers['x-mesh'] === '1'`,
        },
      })
      .optional(),
    messages: z
      .custom<MessageTrustOption>(given => given === 'never' || given === 'always' || isCallable(given), {
        error: `must be 'never', 'always', or a function`,
        params: {
          words: ['never', 'always'],
          fix: `use 'always', or message => message.system === 'rabbitmq'`,
        },
      })
      .optional(),
    baggage: z
      .strictObject({
        keys: rule(z.array(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/)), {
          message: 'must be a list of baggage keys',
          fix: `use keys such as ['tenant']`,
        }),
        maxEntries: count(0, 16),
        maxBytes: count(0, 1_024),
      })
      .optional(),
    inject: z
      .strictObject({
        hosts: rule(z.array(z.string().refine(isHostPattern)), {
          message: 'must be a list of host names without scheme and port',
          fix: `use names such as ['payments.internal', '*.svc.cluster.local']`,
        }),
      })
      .optional(),
  })
  .optional();

function isTrust(given: unknown): boolean {
  if (given === 'never' || given === 'always') return true;
  if (Array.isArray(given)) return given.every(isAddressRange);
  return typeof given === 'function' && !/^class\b/.test(Function.prototype.toString.call(given));
}
