import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isIP } from 'node:net';

/** Letters, digits and the marks that neither a router nor a URL gives a meaning to. */
const PATH = /^\/[A-Za-z0-9\-._~/]*$/;

/** Explains {@link isOtlpUrl}. */
export const OTLP_BASE_URL =
  'must be an http:// or https:// base URL without credentials, query and /v1/traces at its end';

/** The signals of OTLP. */
export const OTLP_SIGNALS = ['traces', 'metrics', 'logs'] as const;

/** Whether a path can be served and compared literally. */
export function isPath(value: string): boolean {
  return PATH.test(value);
}

/** Whether Node would send `value` as the name of a header. */
export function isHeaderName(value: string): boolean {
  return passes(() => validateHeaderName(value));
}

/** Headers that belong to HTTP itself or to the trace: written by somebody else, a message would be unreadable. */
const RESERVED_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'host',
  'set-cookie',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a header of this name can be set without breaking the message that it is set on. */
export function isFreeHeaderName(value: string): boolean {
  return isHeaderName(value) && !RESERVED_HEADERS.has(value.toLowerCase());
}

/** Whether Node would send `value` as the value of a header. */
export function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && passes(() => validateHeaderValue('x', value));
}

/** Whether `value` is a base URL to which `/v1/traces` can be appended, and has not been already. */
export function isOtlpUrl(value: string): boolean {
  return isHttpUrl(value) && !/[?#]/.test(value) && !/\/v1\/(traces|metrics|logs)\/?$/.test(value);
}

/** Whether `value` is an HTTP(S) URL without credentials. */
export function isHttpUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:\/\/\S+$/i.test(value)) return false;
  return url.username === '' && url.password === '' && url.hostname !== '';
}

/** Whether `value` is a host name or an address; a `*.` in front stands for every name below. */
export function isHostPattern(value: string): boolean {
  return /^(\*\.)?[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(value) || isIP(value) === 6;
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** A function; a class is one that cannot be called. */
export function isCallable(value: unknown): boolean {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}
