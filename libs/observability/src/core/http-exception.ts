import { types } from 'node:util';
import { readOwnData, readProperty } from './untrusted-read.js';

/** More would make a page of a line; who sent ten wrong fields has read of the first ones. */
const maxComplaints = 10;

/** The status of an HTTP exception, whichever copy of Nest made it. */
export function httpStatusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return undefined;
  if (typeof readProperty(thrown, 'getStatus') !== 'function') return undefined;
  const status = readOwnData(thrown, 'status');
  return typeof status === 'number' ? status : undefined;
}

/**
 * What a validation found wrong, as one text. The message of such an exception is no more than `Bad Request Exception`:
 * Nest keeps the list in the response.
 */
export function complaintsOf(exception: object): string | undefined {
  const listed = readOwnData(readOwnData(exception, 'response'), 'message');
  // Asked first: `Array.isArray` throws for a revoked proxy.
  if (types.isProxy(listed) || !Array.isArray(listed)) return undefined;
  const complaints: string[] = [];
  for (let index = 0; index < Math.min(listed.length, maxComplaints); index += 1) {
    const complaint = readOwnData(listed, String(index));
    if (typeof complaint === 'string') complaints.push(complaint);
  }
  if (complaints.length === 0) return undefined;
  const more = listed.length - complaints.length;
  return complaints.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
