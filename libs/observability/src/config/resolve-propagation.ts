import type { PropagationTrust } from '../observability.options.js';
import { isAddressRange } from './address-range.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { ValidOptions } from './options.schema.js';
import type { ResolvedPropagation } from './resolved-options.js';

const variable = 'OBSERVABILITY_PROPAGATION_TRUST';
const messagesVariable = 'OBSERVABILITY_PROPAGATION_MESSAGES';

/** Whose trace is continued, and what travels on. */
export function resolvePropagation(
  options: ValidOptions['propagation'],
  env: EnvironmentReader,
): ResolvedPropagation {
  const { keys = [], maxEntries = 16, maxBytes = 1_024 } = options?.baggage ?? {};
  const given = trustInEnvironment(env);
  return {
    trust: given ?? options?.trust ?? 'never',
    messages: env.word(messagesVariable, ['never', 'always'] as const) ?? options?.messages ?? 'always',
    baggage: { keys: new Set(keys), maxEntries, maxBytes },
    injectHosts: options?.inject?.hosts?.map(host => host.toLowerCase()),
  };
}

function trustInEnvironment(env: EnvironmentReader): PropagationTrust | undefined {
  const text = env.text(variable);
  if (text === undefined) return undefined;
  const word = text.toLowerCase();
  if (word === 'never' || word === 'always') return word;
  const ranges = text.split(',').map(range => range.trim());
  if (ranges.every(isAddressRange)) return ranges;
  env.report(
    variable,
    `must be 'never', 'always' or address ranges with commas between`,
    'set it to ranges such as 10.0.0.0/8,::1/128',
  );
  return undefined;
}
