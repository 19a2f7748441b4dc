import { attr, unmatchedRoute, otherName } from '../../core/names.js';
import type { Dimensions, OperationDefinition } from '../../core/operation.js';
import type { MessageTransport } from '../message-transport.js';
import type { KnownHandler } from './handler-table.js';

/** The definitions of the messages that one transport receives: one for each handler, and one for what nobody takes. */
export class MessageDefinitions {
  private readonly known = new Map<string, OperationDefinition>();

  constructor(private readonly transport: MessageTransport) {}

  /** @param handler absent when nobody takes the message */
  of(handler: KnownHandler | undefined): OperationDefinition {
    const key = handler ? `${handler.isEvent} ${handler.pattern}` : '';
    let definition = this.known.get(key);
    if (!definition) this.known.set(key, (definition = receivedDefinition(this.transport, handler)));
    return definition;
  }
}

function receivedDefinition(
  { family, system }: MessageTransport,
  handler: KnownHandler | undefined,
): OperationDefinition {
  const rpc = family === 'rpc';
  const pattern = handler?.pattern ?? (rpc ? otherName : unmatchedRoute);
  return {
    type: 'rpc',
    name: rpc ? nameOfCall(pattern, system) : `process ${pattern}`,
    kind: rpc || handler?.isEvent === false ? 'server' : 'consumer',
    metrics: false,
    root: false,
    dimensions: rpc ? callDimensions(system, pattern) : messageDimensions(system, pattern, 'process'),
  };
}

/** What tells one call from others. */
export function callDimensions(system: string, method: string): Dimensions {
  return { [attr.rpcSystem]: system, [attr.rpcMethod]: method };
}

/** What tells one kind of message from others. @param name `process`, or what the application called */
export function messageDimensions(system: string, pattern: string, name: string): Dimensions {
  return {
    [attr.messagingSystem]: system,
    [attr.messagingOperationName]: name,
    [attr.messagingOperationType]: name === 'process' ? 'process' : 'send',
    [attr.messagingDestinationTemplate]: pattern,
  };
}

/** The conventions name a call by its method, or by its system when the method is none of the known ones. */
export function nameOfCall(method: string, system: string): string {
  return method === otherName ? system : method;
}
