import { createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { MessagePacket, ReceivedMessage } from '../message-transport.js';

const deliveryKey = createContextKey('nestjs-observability.delivery.v1');

/** One message, from the moment at which the client library of the broker hands it to Nest. */
export class Delivery implements ReceivedMessage {
  context: unknown;
  packet: MessagePacket | undefined;
  /** Whether Nest found a handler. */
  taken = false;

  constructor(readonly received: readonly unknown[]) {}

  /** The context in which Nest looks at the message; whatever was active belongs to somebody else. */
  get around(): Context {
    return ROOT_CONTEXT.setValue(deliveryKey, this);
  }
}

/** The message that Nest looks at. */
export function deliveryIn(active: Context): Delivery | undefined {
  return active.getValue(deliveryKey) as Delivery | undefined;
}
