import type { MessageTransport } from './message-transport.js';

/** Messages of Nest microservices. */
export interface MessagingOptions {
  /** Whether messages that are received are operations of their own. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Whether what Nest's clients send is observed, and takes the trace context along. @defaultValue `true` */
  readonly clients?: boolean;
  /** What custom strategies know about their messages, before those of Nest. @defaultValue `[]` */
  readonly transports?: readonly MessageTransport[];
}

/** GraphQL through `@nestjs/graphql` and Apollo. */
export interface GraphqlOptions {
  /** The document, without any value that it holds, as `graphql.document` of the server span. @defaultValue `false` */
  readonly document?: boolean;
  /** A span for each resolver method that runs; fields that are only read have none. @defaultValue `false` */
  readonly resolvers?: boolean;
}
