import { context } from '@opentelemetry/api';
import { runtimeFor, type Runtime } from '../../core/runtime.js';
import { isTaken, listen } from './channel-listeners.js';
import { nodeHttpListeners } from './node-http-calls.js';
import { OutboundPolicy, useOutboundPolicy, type OutboundPolicySettings } from './outbound-policy.js';
import { undiciListeners } from './undici-calls.js';

/** The listeners of this process, and how many applications need them. */
interface ProcessListeners {
  users: number;
  end: () => void;
}

const slotKey = Symbol.for('nestjs-observability.outbound-process.v1');
type Slot = { [slotKey]?: ProcessListeners };

/**
 * Observes the HTTP requests that an application makes, by the diagnostics channels of Node and undici: no patching and no loader
 * hook. The channels belong to the process, so it is done once however many applications ask for it; each call goes to the
 * application that it was made in.
 *
 * @returns ends it; with the last application nobody listens any more
 */
export function observeOutboundCalls(runtime: Runtime, settings: OutboundPolicySettings): () => void {
  useOutboundPolicy(runtime, new OutboundPolicy(settings));
  const process = ((globalThis as Slot)[slotKey] ??= { users: 0, end: () => undefined });
  if (process.users === 0) process.end = begin();
  process.users += 1;
  let used = true;
  return () => {
    if (!used) return;
    used = false;
    process.users -= 1;
    if (process.users === 0) process.end();
  };
}

function begin(): () => void {
  const faults = () => runtimeFor(context.active(), undefined)?.faults;
  const ends = [undiciListeners(), nodeHttpListeners()]
    .filter(listeners => ![...listeners.keys()].some(isTaken))
    .map(listeners => listen(listeners, faults));
  return () => {
    for (const end of ends) end();
  };
}
