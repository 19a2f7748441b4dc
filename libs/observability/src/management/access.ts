import { isIP } from 'node:net';
import type { EndpointReply, EndpointRequest } from '../core/endpoint.js';
import type { FaultLog } from '../core/fault-log.js';
import type { BearerToken } from './bearer-token.js';
import { answer, type ManagementRoute } from './management-request.js';

/** Who may ask the listener for operators, and what. */
export interface AccessRules {
  readonly token: BearerToken;
  readonly isLoopback: boolean;
  readonly faults: FaultLog;
}

const safe = new Set(['GET', 'HEAD']);

/**
 * Refuses what strangers may not do; `undefined` lets a request pass. On loopback the stranger is a web page in a browser on this
 * machine: it reaches every port, so names that its author could point here, and writes that come from a page, are refused.
 */
export async function refusalOf(
  request: EndpointRequest,
  route: ManagementRoute | undefined,
  { token, isLoopback, faults }: AccessRules,
): Promise<EndpointReply | undefined> {
  if (isLoopback && !isOwnName(single(request.headers['host'])))
    return answer(421, { error: 'ask for this listener by its address, or as localhost' });
  if (!safe.has(request.method) && isFromPage(request))
    return answer(403, { error: 'web pages may not change anything here' });
  if (!route?.guarded || !token.wanted) return undefined;
  const shown = single(request.headers['authorization']);
  if (await token.matches(shown)) return undefined;
  if (shown !== undefined) faults.report('management', new Error('A request with a wrong token was refused'));
  return answer(
    401,
    { error: 'send the token of the option management.token as Authorization: Bearer ...' },
    { 'www-authenticate': 'Bearer realm="nestjs-observability"' },
  );
}

/** An address cannot be pointed elsewhere, as a name can (DNS rebinding). HTTP/1.0 has no `Host`, and no browser sends it. */
function isOwnName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name) > 0;
}

/** Browsers tell where a request comes from, and ask first before they send JSON elsewhere, which nothing here allows. */
function isFromPage({ headers }: EndpointRequest): boolean {
  return headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
