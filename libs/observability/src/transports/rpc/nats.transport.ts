import { createRequire } from 'node:module';
import { attr } from '../../core/names.js';
import type { MessageHeaders, MessageTransport, ReceivedMessage } from '../message-transport.js';
import { onlyText, textProperty } from './text-property.js';

interface NatsHeaders extends Iterable<[string, string[]]> {
  get(name: string): string;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}

interface NatsMessage {
  readonly subject?: unknown;
  readonly headers?: NatsHeaders;
}

/** NATS: the headers are those of its messages. */
export const natsTransport: MessageTransport = {
  transportId: 2,
  clientClass: 'ClientNats',
  family: 'messaging',
  system: 'nats',
  // What was subscribed to; the subject of the message may be one of many below it.
  pattern: ({ received }) => onlyText(received[0]),
  header: (message, name) =>
    messageOf(message)?.headers?.get(name) || textProperty(message.packet?.metadata, name),
  details: message => ({ [attr.messagingDestinationName]: onlyText(messageOf(message)?.subject) }),
  carrier: (serialized, headers) => withHeaders(serialized as { readonly headers?: NatsHeaders }, headers),
};

function messageOf({ received }: ReceivedMessage): NatsMessage | undefined {
  return received[1] as NatsMessage | undefined;
}

/** A copy, because an application may send one record again and again. */
function withHeaders(
  serialized: { readonly headers?: NatsHeaders | undefined },
  added: MessageHeaders,
): unknown {
  const headers = natsHeaders();
  for (const [name, values] of serialized.headers ?? []) {
    for (const value of values) headers.append(name, value);
  }
  for (const name in added) headers.set(name, added[name] as string);
  return { ...serialized, headers };
}

/** The package is there: a client of Nest has loaded it. */
function natsHeaders(): NatsHeaders {
  const { headers } = createRequire(import.meta.url)('@nats-io/transport-node') as {
    headers(): NatsHeaders;
  };
  return headers();
}
