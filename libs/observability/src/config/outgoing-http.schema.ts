import { z } from 'zod';
import { count, flag, rule, switchable } from './option-rule.js';
import { isHostPattern } from './value-checks.js';

/** A path with placeholders, after a host or not. */
const template = /^[^/\s?#]*(\/[^/\s?#]*)+$/;

/** The group `tracing.outgoingHttp`. */
export const outgoingHttp = switchable({
  enabled: flag(),
  peers: rule(
    z.record(
      z.string().refine(host => isHostPattern(host.replace(/:\d{1,5}$/, ''))),
      z.string().regex(/\S/),
    ),
    {
      message: 'must name services by host, or by host and port',
      fix: `use for example { 'payments.internal:8080': 'payments', '*.stripe.com': 'stripe' }`,
    },
  ),
  templates: rule(z.array(z.string().regex(template)), {
    message: 'must be a list of path templates',
    fix: `use templates such as ['/payments/:id', 'api.example.com/users/:id']`,
  }),
  maxServers: count(1, 100),
});
