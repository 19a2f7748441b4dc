import { attr } from '../../core/names.js';
import type { MessageTransport, ReceivedMessage } from '../message-transport.js';
import { onlyText, textProperty } from './text-property.js';

interface KafkaPayload {
  readonly topic?: unknown;
  readonly partition?: unknown;
  readonly message?: { readonly headers?: object };
}

interface KafkaRecord {
  readonly headers?: object;
}

/** Kafka: the headers are those of its records. */
export const kafkaTransport: MessageTransport = {
  transportId: 6,
  clientClass: 'ClientKafka',
  family: 'messaging',
  system: 'kafka',
  pattern: message => onlyText(payloadOf(message)?.topic),
  header: (message, name) => textProperty(payloadOf(message)?.message?.headers, name),
  details: message => {
    const { topic, partition } = payloadOf(message) ?? {};
    return {
      [attr.messagingDestinationName]: onlyText(topic),
      [attr.messagingPartitionId]: typeof partition === 'number' ? String(partition) : undefined,
    };
  },
  carrier: (serialized, headers) => {
    const record = serialized as KafkaRecord;
    return { ...record, headers: { ...record.headers, ...headers } };
  },
};

function payloadOf({ received }: ReceivedMessage): KafkaPayload | undefined {
  return received[0] as KafkaPayload | undefined;
}
