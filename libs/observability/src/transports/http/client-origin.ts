import type { IncomingMessage } from 'node:http';
import type { ResolvedForwarded } from '../../config/resolved-forwarded.js';
import { addressRanges } from './address-ranges.js';
import { entriesFromRight, readElement } from './forwarded-elements.js';
import { addressOf, hostOf, schemeOf, type ForwardedHost } from './forwarded-node.js';

/** What trusted proxies say about a request. */
export interface ClientOrigin {
  /** `undefined` when a proxy says that it does not know, or hides it. */
  readonly address: string | undefined;
  readonly scheme: 'http' | 'https' | undefined;
  readonly host: ForwardedHost | undefined;
}

/** `undefined` when nobody who is trusted said anything: then the connection is all there is. */
export type ReadOrigin = (request: IncomingMessage) => ClientOrigin | undefined;

/** Proxies that are followed, so that a header costs no more than they do. */
const mostHops = 16;

/**
 * Follows the proxies from the connection outwards, as long as each is trusted: the first that is not is the client. What stands
 * before it in the headers is the client's own, and not looked at.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7239
 */
export function originReader({ trust, header }: ResolvedForwarded): ReadOrigin | undefined {
  if (trust.length === 0) return undefined;
  const trusts = addressRanges(trust);
  const read = header === 'forwarded' ? readForwarded : readXForwarded;
  return request =>
    trusts(request.socket.remoteAddress)
      ? read(request, address => address !== undefined && trusts(address))
      : undefined;
}

type Trusts = (address: string | undefined) => boolean;

function readForwarded({ headers, socket }: IncomingMessage, trusts: Trusts): ClientOrigin | undefined {
  const text = textOf(headers['forwarded']);
  if (text === undefined) return undefined;
  let address = socket.remoteAddress;
  let last: ReturnType<typeof readElement> | undefined;
  let hops = 0;
  for (const entry of entriesFromRight(text)) {
    if (!trusts(address) || (hops += 1) > mostHops) break;
    last = readElement(entry);
    address = last.for === undefined ? undefined : addressOf(last.for);
  }
  return { address, scheme: schemeOf(last?.proto), host: hostOf(last?.host) };
}

function readXForwarded({ headers, socket }: IncomingMessage, trusts: Trusts): ClientOrigin | undefined {
  const [chain, schemes, hosts] = [
    textOf(headers['x-forwarded-for']),
    textOf(headers['x-forwarded-proto']),
    textOf(headers['x-forwarded-host']),
  ];
  if (chain === undefined && schemes === undefined && hosts === undefined) return undefined;
  let address = socket.remoteAddress;
  let hops = 0;
  for (const entry of chain === undefined ? [] : entriesFromRight(chain)) {
    if (!trusts(address) || hops >= mostHops) break;
    hops += 1;
    address = addressOf(entry);
  }
  const scheme = schemeOf(entryAt(schemes, hops));
  return { address, scheme, host: hostOf(entryAt(hosts, hops)) };
}

/** The entry of the same proxy as the one that named the client; where proxies replace the header instead of adding to it, the only one. */
function entryAt(header: string | undefined, hops: number): string | undefined {
  if (header === undefined) return undefined;
  let entry: string | undefined;
  let count = 0;
  for (entry of entriesFromRight(header)) if ((count += 1) >= hops) break;
  return entry;
}

/** Node joins a header that comes several times, in its order. An empty one says nothing. */
function textOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header.join(',') : header) || undefined;
}
