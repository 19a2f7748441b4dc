import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import type { FaultLog } from '../../core/fault-log.js';
import type { PropagationTrust } from '../../observability.options.js';

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
  const ranges = rangesOf(trust);
  return ({ socket: { remoteAddress: address } }) =>
    address !== undefined && ranges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', length] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return list;
}
