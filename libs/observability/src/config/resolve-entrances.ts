import type { ValidOptions } from './options.schema.js';
import type { ResolvedGraphql, ResolvedMessaging } from './resolved-entrances.js';

/** What is observed of microservices. */
export function resolveMessaging(options: ValidOptions['messaging']): ResolvedMessaging {
  const enabled = options?.enabled ?? true;
  return {
    enabled,
    clients: enabled && (options?.clients ?? true),
    transports: options?.transports ?? [],
  };
}

/** What is told of GraphQL beside operation and outcome. */
export function resolveGraphql(options: ValidOptions['graphql']): ResolvedGraphql {
  return { document: options?.document ?? false, resolvers: options?.resolvers ?? false };
}
