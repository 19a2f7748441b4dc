import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestScope } from './request-scope.js';

/** A message of RPC or WebSockets on its way through the guards, which nothing of ours encloses. */
export interface ArrivedMessage {
  /** What is known about it; the operation of its handler takes it over. */
  readonly scope: RequestScope;
  /** Nest's own list of arguments, which is another one for each message. */
  readonly args: readonly unknown[];
  /** Whether its handler was reached, or its exception was seen. */
  over: boolean;
  /** Is told of the exception that Nest gives to the filters. */
  thrown(exception: unknown): void;
}

/**
 * Nest calls nothing around the guards of a message, and the OpenTelemetry context can only be set around a call. So the
 * first guard sets this from inside; what it set ends with the message.
 */
const arrived = new AsyncLocalStorage<ArrivedMessage>();

/** Notes a message for everything that Nest does with it from here on. */
export function messageArrived(message: ArrivedMessage): void {
  arrived.enterWith(message);
}

/** The message that is on its way through the guards. */
export function arrivedMessage(): ArrivedMessage | undefined {
  const message = arrived.getStore();
  return message?.over === false ? message : undefined;
}
