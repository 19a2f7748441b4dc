import { channel, type Channel } from 'node:diagnostics_channel';
import type { FaultLog } from '../../core/fault-log.js';

/** What is done with the messages of diagnostics channels, by their names. */
export type ChannelListeners = ReadonlyMap<string, (message: unknown) => void>;

const oursKey = Symbol.for('nestjs-observability.outbound-listeners.v1');
type Counted = Channel & { [oursKey]?: number };

/** Whether an instrumentation of somebody else listens: both would be exported. Its own listeners are counted. */
export function isTaken(name: string): boolean {
  const one = channel(name) as Counted;
  return one.hasSubscribers && (one[oursKey] ?? 0) === 0;
}

/**
 * Listens, without ever throwing into the client that publishes.
 *
 * @returns ends that
 */
export function listen(listeners: ChannelListeners, faults: () => FaultLog | undefined): () => void {
  const guarded = [...listeners].map(([name, listener]) => {
    const one = channel(name) as Counted;
    // Node turns what a listener throws into an uncaught exception.
    const safe = (message: unknown): void => {
      try {
        listener(message);
      } catch (thrown) {
        faults()?.report('outgoing HTTP', thrown);
      }
    };
    one.subscribe(safe);
    one[oursKey] = (one[oursKey] ?? 0) + 1;
    return () => {
      one.unsubscribe(safe);
      one[oursKey] = (one[oursKey] ?? 1) - 1;
    };
  });
  return () => {
    for (const end of guarded) end();
  };
}
