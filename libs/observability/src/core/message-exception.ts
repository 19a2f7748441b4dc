import { types } from 'node:util';
import { readOwnData, readProperty } from './untrusted-read.js';

/** The codes with which gRPC says that the server is to blame: unknown, deadline, unimplemented, internal, unavailable, data loss. */
const serverCodes: ReadonlySet<unknown> = new Set([2, 4, 12, 13, 14, 15]);

/** What an `RpcException` or a `WsException` was made with, whichever copy of Nest made it; `undefined` for any other error. */
export function messageErrorOf(thrown: unknown): { readonly error: unknown } | undefined {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return undefined;
  if (typeof readProperty(thrown, 'getError') !== 'function') return undefined;
  return { error: readOwnData(thrown, 'error') };
}

/**
 * Whether an error is what a handler or a guard of messages answers on purpose: an `RpcException` or a `WsException`, as long as
 * it does not say itself that the server is to blame, by a status from 500 on or a gRPC code.
 */
export function isMessageRefusal(thrown: unknown): boolean {
  const made = messageErrorOf(thrown);
  if (!made) return false;
  const { error } = made;
  const status = readOwnData(error, 'statusCode') ?? readOwnData(error, 'status');
  if (typeof status === 'number') return status < 500;
  return !serverCodes.has(readOwnData(error, 'code'));
}
