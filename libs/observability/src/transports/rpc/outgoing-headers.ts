import { context, propagation } from '@opentelemetry/api';
import { types } from 'node:util';
import type { FaultLog } from '../../core/fault-log.js';
import type { MessageCarrier, MessageHeaders } from '../message-transport.js';
import type { NestClient, NestPacket } from './nest-client.js';

/** What the dispatch hook was told of last; the serializer comes next, in the same turn. */
interface Dispatched {
  packet: NestPacket | undefined;
  headers: MessageHeaders | undefined;
}

/**
 * Puts the trace context on what a client sends, in the carrier of its transport. Nest tells the hook of each packet where the
 * message is sent, so that the active context is that of the sender; `data` and `pattern` stay as they are.
 */
export function putHeadersOnPackets(
  client: NestClient,
  carrier: MessageCarrier | undefined,
  faults: FaultLog,
): void {
  if (carrier === undefined) return;
  const before = client.onDispatchHook;
  const dispatched: Dispatched = { packet: undefined, headers: undefined };
  client.setOnDispatchHook(packet => {
    before?.call(client, packet);
    faults.guard('message client', () => {
      const headers = currentHeaders();
      if (carrier !== 'metadata') Object.assign(dispatched, { packet, headers });
      else if (headers) packet.metadata = { ...asObject(packet.metadata), ...headers };
    });
  });
  if (carrier !== 'metadata') putOnSerialized(client, carrier, dispatched, faults);
}

/** Clients of Nest serialize a packet in the turn in which they made it; that of Kafka only hands over its data. */
function putOnSerialized(
  client: NestClient,
  carrier: Exclude<MessageCarrier, 'metadata'>,
  dispatched: Dispatched,
  faults: FaultLog,
): void {
  const { serializer } = client;
  if (typeof serializer?.serialize !== 'function') return;
  const put = (serialized: unknown, headers: MessageHeaders): unknown =>
    faults.guard('message client', () => carrier(serialized, headers)) ?? serialized;
  client.serializer = {
    serialize(value, options) {
      const { packet, headers } = dispatched;
      dispatched.packet = undefined;
      const serialized = serializer.serialize(value, options);
      if (!headers || !packet || !isOf(packet, value)) return serialized;
      return types.isPromise(serialized)
        ? serialized.then(made => put(made, headers))
        : put(serialized, headers);
    },
    ...(serializer.init && { init: () => serializer.init?.() }),
  };
}

function isOf(packet: NestPacket, value: unknown): boolean {
  return value === packet || value === packet.data || (value as NestPacket | null)?.data === packet.data;
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** The headers of what is sent now; `undefined` when there are none. */
export function currentHeaders(): MessageHeaders | undefined {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return Object.keys(headers).length > 0 ? headers : undefined;
}
