import type { GraphqlPath } from './graphql-parts.js';

/** Deeper fields are nobody's. */
const deepest = 32;

/** `orders.items.product`, without the positions in lists: a resolver runs for each of them. */
export function fieldPath(path: GraphqlPath | undefined): string | undefined {
  const keys: string[] = [];
  for (let at = path; at && keys.length < deepest; at = at.prev) {
    if (typeof at.key === 'string') keys.unshift(at.key);
  }
  return keys.length > 0 ? keys.join('.') : undefined;
}
