import type { MessageTransport, ReceivedMessage } from '../message-transport.js';
import { onlyText, textProperty } from './text-property.js';

/** What Nest hands on of a call: its own properties, and not those of its class. */
interface GrpcCall {
  readonly path?: unknown;
  readonly metadata?: { get(name: string): unknown[] };
  readonly call?: { getPeer?(): string };
}

/** gRPC: the headers are its metadata. Calls of unknown methods are answered before Nest sees them. */
export const grpcTransport: MessageTransport = {
  transportId: 4,
  clientClass: 'ClientGrpcProxy',
  family: 'rpc',
  system: 'grpc',
  pattern: message => onlyText(callOf(message)?.path)?.replace(/^\//, ''),
  header: (message, name) => textProperty(callOf(message)?.metadata?.get(name), '0'),
  peer: message => addressOf(callOf(message)?.call?.getPeer?.()),
};

function callOf({ context }: ReceivedMessage): GrpcCall | undefined {
  return context as GrpcCall | undefined;
}

/** `127.0.0.1:50051` or `[::1]:50051`. */
function addressOf(peer: string | undefined): string | undefined {
  return peer?.replace(/:\d+$/, '').replace(/^(?:ipv[46]:)?\[?([^\]]*)\]?$/, '$1');
}
