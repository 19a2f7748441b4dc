import type { MessageTransport } from '../observability.options.js';

/** Messages of microservices. */
export interface ResolvedMessaging {
  readonly enabled: boolean;
  readonly clients: boolean;
  readonly transports: readonly MessageTransport[];
}

/** What is told of GraphQL beside operation and outcome. */
export interface ResolvedGraphql {
  readonly document: boolean;
  readonly resolvers: boolean;
}
