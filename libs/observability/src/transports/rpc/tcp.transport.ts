import type { MessageTransport, ReceivedMessage } from '../message-transport.js';
import { patternText, textProperty } from './text-property.js';

interface TcpContext {
  getPattern(): string;
}

interface JsonSocket {
  readonly netSocket?: { readonly remoteAddress?: string };
}

/** Nest's own protocol over TCP: the headers are a field of the packet. */
export const tcpTransport: MessageTransport = {
  transportId: 0,
  clientClass: 'ClientTCP',
  family: 'rpc',
  system: 'nestjs',
  pattern: ({ context, packet }) =>
    (context as TcpContext | undefined)?.getPattern() ?? patternText(packet?.pattern),
  header: ({ packet }, name) => textProperty(packet?.metadata, name),
  peer: ({ received }: ReceivedMessage) => (received[0] as JsonSocket | undefined)?.netSocket?.remoteAddress,
  carrier: 'metadata',
};
