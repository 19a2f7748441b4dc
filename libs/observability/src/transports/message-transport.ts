import type { Attributes } from '@opentelemetry/api';

/** What a Nest server made of a message, whatever its serializer. */
export interface MessagePacket {
  readonly pattern?: unknown;
  /** Present where an answer is expected. */
  readonly id?: unknown;
  /** Where Nest's own protocol carries what is not the message. */
  readonly metadata?: unknown;
}

/** A message as a Nest server has it. Everything in it comes from outside. */
export interface ReceivedMessage {
  /** Nest's context of the message, e.g. `NatsContext`; absent when no handler takes it. */
  readonly context: unknown;
  /** What the server's `handleMessage()` was called with; empty for a server that has none, such as that of gRPC. */
  readonly received: readonly unknown[];
  /** Absent while it is not read, and for a message that cannot be. */
  readonly packet: MessagePacket | undefined;
}

/** Header names and values: the W3C trace context, and baggage that may travel. */
export type MessageHeaders = Readonly<Record<string, string>>;

/**
 * Port: what one kind of Nest microservice transport knows about its messages. Pass your own to the option
 * `messaging.transports`, and run `messageTransportContract()` from `nestjs-observability/testing` against it. What a method throws is
 * reported once and costs the message nothing.
 */
export interface MessageTransport {
  /** The `transportId` of the Nest server: a number of Nest's `Transport`, or the symbol or text of a custom strategy. */
  readonly transportId: unknown;
  /** Name of the `ClientProxy` class that sends over it, or of the class that it extends. @defaultValue sending is observed without headers */
  readonly clientClass?: string;
  /** `messaging`: a broker is between; `rpc`: the caller is connected. Decides conventions, metrics and whom the trace is taken from. */
  readonly family: 'messaging' | 'rpc';
  /** `messaging.system` or `rpc.system.name`. */
  readonly system: string;
  /** The pattern by which the server looks for its handler; `undefined` when the message says none. */
  pattern(message: ReceivedMessage): string | undefined;
  /** A header of the message, by its name in lower case. */
  header(message: ReceivedMessage, name: string): string | undefined;
  /** Attributes of the span beside the pattern; unbounded values are welcome. */
  details?(message: ReceivedMessage): Attributes;
  /** Address at the other end of the connection; only of the family `rpc`. */
  peer?(message: ReceivedMessage): string | undefined;
  /** How the headers get on a message that is sent. @defaultValue they are not sent */
  readonly carrier?: MessageCarrier;
}

/**
 * How the headers of a sent message travel. `metadata`: in a field of Nest's packet. Otherwise they are put on what the serializer
 * of the client made of the packet; give back another object rather than changing the one that the application may use again.
 */
export type MessageCarrier = 'metadata' | ((serialized: unknown, headers: MessageHeaders) => unknown);
