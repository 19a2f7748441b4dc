import type { MessageTransport } from '../message-transport.js';
import { patternText, textProperty } from './text-property.js';

interface AnyContext {
  getPattern?(): unknown;
  getMetadata?(): unknown;
}

/** A custom strategy that nobody described: taken for a broker, with the headers in Nest's packet. */
export function unknownTransport(transportId: unknown): MessageTransport {
  return {
    transportId,
    family: 'messaging',
    system: nameOf(transportId),
    pattern: ({ context, packet }) =>
      patternText(packet?.pattern ?? (context as AnyContext | undefined)?.getPattern?.()),
    header: ({ context, packet }, name) =>
      textProperty(packet?.metadata ?? (context as AnyContext | undefined)?.getMetadata?.(), name),
  };
}

function nameOf(transportId: unknown): string {
  if (typeof transportId === 'symbol') return transportId.description ?? 'custom';
  return typeof transportId === 'string' ? transportId : 'custom';
}
