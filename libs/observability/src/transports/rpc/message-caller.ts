import { propagation, ROOT_CONTEXT, trace, type Context, type Link } from '@opentelemetry/api';
import type { PropagationPolicy } from '../../context/propagation-policy.js';
import type { FaultLog } from '../../core/fault-log.js';
import type { MessageTransport, ReceivedMessage } from '../message-transport.js';
import type { MessageTrust } from './message-trust.js';

/** Who sent a message: somebody whose trace goes on here, or whom the trace only points at. */
export interface MessageCaller {
  readonly parent?: Context;
  readonly link?: Link;
}

/** What reading the sender takes. */
export interface MessageCallerSettings {
  readonly trusts: MessageTrust;
  readonly policy: PropagationPolicy;
  readonly faults: FaultLog;
}

/** Reads the trace context of a message; `undefined` when it has none. Never throws. */
export function callerOf(
  transport: MessageTransport,
  message: ReceivedMessage,
  { trusts, policy, faults }: MessageCallerSettings,
): MessageCaller | undefined {
  const get = (name: string): string | undefined => {
    const value: unknown = faults.guard(`${transport.system} transport`, () =>
      transport.header(message, name),
    );
    return typeof value === 'string' ? value : undefined;
  };
  if (!propagation.fields().some(name => get(name) !== undefined)) return undefined;
  const received = propagation.extract(ROOT_CONTEXT, message, {
    get: (_message, name) => get(name),
    keys: () => [],
  });
  if (trusts(transport, message)) return { parent: policy.withAllowedBaggage(received) };
  const context = trace.getSpanContext(received);
  if (!context) return undefined;
  // Without the state, which is text of a stranger.
  const { traceId, spanId, traceFlags } = context;
  return { link: { context: { traceId, spanId, traceFlags, isRemote: true } } };
}
