import type { IncomingMessage } from 'node:http';
import type { MessageTrustOption, PropagationTrust } from '../../context/propagation.options.js';
import type { FaultLog } from '../../core/fault-log.js';
import { callerTrust } from '../http/caller-trust.js';
import type { MessageTransport, ReceivedMessage } from '../message-transport.js';

/** Says whether the trace of whoever sent a message is continued. */
export type MessageTrust = (transport: MessageTransport, message: ReceivedMessage) => boolean;

/**
 * The options `propagation.trust` and `propagation.messages` as one function. Who calls over a connection has an address, which is
 * compared with the ranges as that of an HTTP request is. Behind a broker the producer has none: the broker decides who may publish,
 * and the option whether that is enough. A function for HTTP requests says nothing about calls.
 */
export function messageTrust(
  trust: PropagationTrust,
  messages: MessageTrustOption,
  faults: FaultLog,
): MessageTrust {
  const callers = callerTrust(typeof trust === 'function' ? 'never' : trust, faults);
  return (transport, message) => {
    if (transport.family === 'messaging') return mayContinue(messages, transport, message, faults);
    const remoteAddress: unknown = faults.guard(`${transport.system} transport`, () =>
      transport.peer?.(message),
    );
    return callers({ socket: { remoteAddress } } as IncomingMessage);
  };
}

function mayContinue(
  trust: MessageTrustOption,
  transport: MessageTransport,
  message: ReceivedMessage,
  faults: FaultLog,
): boolean {
  if (typeof trust !== 'function') return trust === 'always';
  const received = {
    system: transport.system,
    pattern: transport.pattern(message),
    header: (name: string) => transport.header(message, name.toLowerCase()),
  };
  return faults.guard('propagation.messages option', () => trust(received)) === true;
}
