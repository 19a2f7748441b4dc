import type { IncomingMessage } from 'node:http';
import type { FaultLog } from '../../core/fault-log.js';
import type { PropagationTrust } from '../../observability.options.js';
import { addressRanges } from './address-ranges.js';

/** Says whether the trace of a caller is continued. */
export type CallerTrust = (request: IncomingMessage) => boolean;

/**
 * The option `propagation.trust` as a function. Ranges are compared with the address at the other end of the connection, never
 * with a header, which anybody can write. What a function of the application throws means no.
 */
export function callerTrust(trust: PropagationTrust, faults: FaultLog): CallerTrust {
  if (trust === 'never') return () => false;
  if (trust === 'always') return () => true;
  if (typeof trust === 'function') {
    return request => faults.ask('propagation.trust option', () => trust(request)) === true;
  }
  const isTrusted = addressRanges(trust);
  return ({ socket }) => isTrusted(socket.remoteAddress);
}
