import { attr } from '../../core/names.js';
import type { MessageHeaders, MessageTransport, ReceivedMessage } from '../message-transport.js';
import { onlyText, patternText, textProperty } from './text-property.js';

interface AmqpMessage {
  readonly fields?: {
    readonly exchange?: unknown;
    readonly routingKey?: unknown;
    readonly redelivered?: unknown;
  };
  readonly properties?: { readonly headers?: object; readonly messageId?: unknown };
}

interface AmqpPacket {
  readonly options?: { readonly headers?: object };
}

/** RabbitMQ: the headers are those of AMQP, and the pattern is in the body. */
export const rabbitmqTransport: MessageTransport = {
  transportId: 5,
  clientClass: 'ClientRMQ',
  family: 'messaging',
  system: 'rabbitmq',
  pattern: ({ packet }) => patternText(packet?.pattern),
  header: (message, name) => textProperty(messageOf(message)?.properties?.headers, name),
  details: message => {
    const { fields, properties } = messageOf(message) ?? {};
    return {
      [attr.messagingDestinationName]: destinationOf(
        onlyText(fields?.exchange),
        onlyText(fields?.routingKey),
      ),
      [attr.messagingMessageId]: onlyText(properties?.messageId),
      [attr.messagingRedelivered]: fields?.redelivered === true ? true : undefined,
    };
  },
  carrier: (serialized, headers) => withHeaders(serialized as AmqpPacket, headers),
};

function messageOf({ received }: ReceivedMessage): AmqpMessage | undefined {
  return (received[0] ?? undefined) as AmqpMessage | undefined;
}

/** By the default exchange the routing key is the queue. */
function destinationOf(exchange: string | undefined, routingKey: string | undefined): string | undefined {
  return exchange ? `${exchange}:${routingKey ?? ''}` : routingKey;
}

function withHeaders(serialized: AmqpPacket, added: MessageHeaders): unknown {
  const { options } = serialized;
  return { ...serialized, options: { ...options, headers: { ...options?.headers, ...added } } };
}
