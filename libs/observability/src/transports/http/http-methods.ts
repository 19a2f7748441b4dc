import { otherMethod } from '../../core/names.js';

/** The methods that the semantic conventions know. */
const known = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
]);

/** The method as a metric label: a known one, or `_OTHER`. */
export function methodDimension(method: string): string {
  return known.has(method) ? method : otherMethod;
}
