import { attr } from '../../core/names.js';
import type { MessageTransport } from '../message-transport.js';
import { onlyText, textProperty } from './text-property.js';

interface MqttPublish {
  readonly properties?: { readonly userProperties?: object };
}

/**
 * MQTT: the user properties of version 5, as others send them, else a field of Nest's packet, which version 3.1.1 has room for,
 * too.
 */
export const mqttTransport: MessageTransport = {
  transportId: 3,
  clientClass: 'ClientMqtt',
  family: 'messaging',
  system: 'mqtt',
  pattern: ({ received }) => onlyText(received[0]),
  header: ({ received, packet }, name) =>
    textProperty((received[3] as MqttPublish | undefined)?.properties?.userProperties, name) ??
    textProperty(packet?.metadata, name),
  details: ({ received }) => ({ [attr.messagingDestinationName]: onlyText(received[0]) }),
  carrier: 'metadata',
};
