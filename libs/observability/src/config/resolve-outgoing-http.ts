import type { ValidOptions } from './options.schema.js';
import type { OutgoingHttpOptions } from '../observability.options.js';

/** HTTP requests to other services, with every default. */
export type ResolvedOutgoingHttp = Readonly<Required<OutgoingHttpOptions>>;

/** HTTP requests to other services. */
export function resolveOutgoingHttp(options: ValidOptions['tracing']): ResolvedOutgoingHttp {
  const { enabled = true, peers = {}, templates = [], maxServers = 100 } = options?.outgoingHttp ?? {};
  return { enabled, peers, templates, maxServers };
}
