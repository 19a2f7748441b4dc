import { readProperty } from '../../core/untrusted-read.js';

/** Codes of Node, OpenSSL and undici: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `UND_ERR_CONNECT_TIMEOUT`. */
const systemCode = /^[A-Z][A-Z0-9_]{2,63}$/;

/** Names with which the platform says that somebody asked for the end. */
const abortCodes = new Set(['ABORT_ERR', 'UND_ERR_ABORTED', 'ERR_CANCELED']);

/**
 * `error.type` of a call that failed on its way: the code of the system, which says more than the class `Error` does. A chain of
 * attempts at several addresses has the code of the last.
 */
export function errorTypeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || isAbort(thrown)) return undefined;
  const code = readProperty(thrown, 'code');
  return typeof code === 'string' && systemCode.test(code) ? code : undefined;
}

/** Whether the application itself gave the call up: an aborted signal, a body that nobody wanted to the end. */
export function isAbort(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const code = readProperty(thrown, 'code');
  return readProperty(thrown, 'name') === 'AbortError' || (typeof code === 'string' && abortCodes.has(code));
}
