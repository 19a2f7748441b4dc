import { attr } from '../../core/names.js';
import type { MessageTransport } from '../message-transport.js';
import { onlyText, textProperty } from './text-property.js';

/** Redis publish and subscribe, which has no headers: they are a field of the packet. */
export const redisTransport: MessageTransport = {
  transportId: 1,
  clientClass: 'ClientRedis',
  family: 'messaging',
  system: 'redis',
  // With wildcards this is the channel that was subscribed to, and the fourth argument the one that was published to.
  pattern: ({ received }) => onlyText(received[0]),
  header: ({ packet }, name) => textProperty(packet?.metadata, name),
  details: ({ received }) => ({
    [attr.messagingDestinationName]: onlyText(received[3]) ?? onlyText(received[0]),
  }),
  carrier: 'metadata',
};
