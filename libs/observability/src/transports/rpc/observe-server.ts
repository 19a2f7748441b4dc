import { context } from '@opentelemetry/api';
import { types } from 'node:util';
import type { MessagePacket } from '../message-transport.js';
import { Delivery, deliveryIn } from './delivery.js';
import type { MessageEdge } from './message-edge.js';
import type { NestServer, ProcessingEndHook, ProcessingStartHook } from './nest-server.js';

/** A server whose messages are observed. */
export interface ObservedServer {
  /** Whether another library has taken a hook since. */
  replaced(): boolean;
}

/**
 * Connects an edge to a microservice server, around hooks that are set already. The hooks see messages that have a handler. What
 * has none, or cannot be read, is told apart from them by the entry of the same server, where it has one.
 */
export function observeServer(server: NestServer, edge: MessageEdge): ObservedServer {
  const startBefore = server.onProcessingStartHook;
  const endBefore = server.onProcessingEndHook;
  const onStart: ProcessingStartHook = (transportId, messageContext, done) =>
    edge.onStart(messageContext, () =>
      startBefore ? startBefore.call(server, transportId, messageContext, done) : done(),
    );
  const onEnd: ProcessingEndHook = (transportId, endContext) => {
    endBefore?.call(server, transportId, endContext);
    edge.onEnd(endContext);
  };
  server.setOnProcessingStartHook(onStart);
  server.setOnProcessingEndHook(onEnd);
  const replaced = (): boolean =>
    server.onProcessingStartHook !== onStart || server.onProcessingEndHook !== onEnd;
  watchEntry(server, edge, replaced);
  notePackets(server);
  return { replaced };
}

/** Runs each message with its delivery in the context, so that the hook knows what the client library handed over. */
function watchEntry(server: NestServer, edge: MessageEdge, replaced: () => boolean): void {
  const handle = server.handleMessage;
  if (typeof handle !== 'function') return;
  const tellUntaken = (delivery: Delivery, thrown?: { readonly value: unknown }): void => {
    // Without the hook nobody would know that the message was taken.
    if (!delivery.taken && !replaced() && !isNothing(delivery)) edge.untaken(delivery, thrown);
  };
  server.handleMessage = (...received) => {
    const delivery = new Delivery(received);
    const handled = context.with(delivery.around, () => Reflect.apply(handle, server, received) as unknown);
    if (!types.isPromise(handled)) return handled as Promise<unknown>;
    return handled.then(
      value => {
        tellUntaken(delivery);
        return value;
      },
      (thrown: unknown) => {
        tellUntaken(delivery, { value: thrown });
        throw thrown;
      },
    );
  };
}

/** A broker says with a message of nothing that it will send no more. */
function isNothing({ received }: Delivery): boolean {
  return received[0] === null || received[0] === undefined;
}

/** The deserializer is a part that applications choose, and the only place that has the packet, whatever its form on the wire. */
function notePackets(server: NestServer): void {
  const { deserializer } = server;
  if (typeof deserializer?.deserialize !== 'function') return;
  const note = (packet: unknown, delivery: Delivery | undefined): void => {
    if (delivery && typeof packet === 'object' && packet !== null) delivery.packet = packet as MessagePacket;
  };
  server.deserializer = {
    deserialize(value, options) {
      const delivery = deliveryIn(context.active());
      const packet = deserializer.deserialize(value, options);
      if (!types.isPromise(packet)) {
        note(packet, delivery);
        return packet;
      }
      return packet.then(read => {
        note(read, delivery);
        return read;
      });
    },
  };
}
